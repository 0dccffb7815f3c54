#!/usr/bin/env python3
"""The trainings of ../workloads.json with PyTorch and Keras, where this Python has them.

    python3 tests/bench/peers/torch_peer.py [--rounds 7] [--seconds 0.5]

Prints windows per second: the median over rounds, and the least and the most. Work as in ../training.mjs: float32,
forward, mean squared error, backward, Adam, the loss read after every step. Every framework and number of threads
runs in a process of its own, because Keras fixes its threads when it starts.

PyTorch has the GRU in its `reset-after` form only.
"""

import argparse
import importlib.util
import json
import math
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time

WORKLOADS = json.loads((pathlib.Path(__file__).parent.parent / "workloads.json").read_text())
FRAMEWORKS = {"torch": "PyTorch", "keras": "Keras"}
THREADS = (1, 2)
BATCHES = 8
LEARNING_RATE = 1e-3


def name_of(work):
    hidden = "+".join(map(str, work["hidden"]))
    form = f" {work['form']}" if "form" in work else ""
    inputs = f"{work['steps']} steps" + (f" x {work['features']}" if work["features"] > 1 else "")
    return f"{work['cell']} {hidden}{form}, {inputs}, batch {work['batch']}"


def batches_of(work):
    import numpy

    random = numpy.random.default_rng(1)
    shape = (work["batch"], work["steps"], work["features"])
    return [
        (
            random.standard_normal(shape, dtype=numpy.float32),
            random.standard_normal((work["batch"], 1), dtype=numpy.float32),
        )
        for _ in range(BATCHES)
    ]


def torch_step(work, threads):
    """A function that trains one batch and returns its loss, or None where there is no such layer."""
    import torch
    from torch import nn

    if work.get("form") == "reset-before":
        return None
    torch.set_num_threads(threads)
    torch.manual_seed(1)

    class Recurrent(nn.Module):
        def __init__(self):
            super().__init__()
            cell = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}[work["cell"]]
            units = work["hidden"][0]
            if any(other != units for other in work["hidden"]):
                raise ValueError("expected layers of the same size")
            self.cell = cell(work["features"], units, num_layers=len(work["hidden"]))
            self.head = nn.Linear(units, 1)

        def forward(self, x):
            return self.head(self.cell(x)[0][-1])

    def perceptron():
        layers = []
        width = work["steps"] * work["features"]
        for units in work["hidden"]:
            layers += [nn.Linear(width, units), nn.ReLU()]
            width = units
        return nn.Sequential(*layers, nn.Linear(width, 1))

    is_mlp = work["cell"] == "mlp"
    model = perceptron() if is_mlp else Recurrent()
    try:
        optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, fused=True)
    except (RuntimeError, TypeError):  # fused on the cpu came with PyTorch 2.4
        optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    loss_of = nn.MSELoss()

    def tensors(x, y):
        # A recurrent layer is fastest with the steps first.
        x = x.reshape(len(x), -1) if is_mlp else x.transpose(1, 0, 2).copy()
        return torch.from_numpy(x), torch.from_numpy(y)

    batches = [tensors(x, y) for x, y in batches_of(work)]
    turn = 0

    def step():
        nonlocal turn
        x, y = batches[turn]
        turn = (turn + 1) % BATCHES
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step, work["batch"]


def keras_step(work, threads):
    """A function that trains one epoch of the batches, with `fit`, which is faster than batch by batch."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if os.environ.get("KERAS_BACKEND", "tensorflow") == "tensorflow":
        import tensorflow

        try:
            tensorflow.config.threading.set_intra_op_parallelism_threads(threads)
            tensorflow.config.threading.set_inter_op_parallelism_threads(threads)
        except RuntimeError:  # already started, by the workload before, with the same number
            pass
    import keras
    import numpy

    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((work["steps"], work["features"]))])
    if work["cell"] == "mlp":
        model.add(keras.layers.Flatten())
    for index, units in enumerate(work["hidden"]):
        more = index < len(work["hidden"]) - 1
        if work["cell"] == "lstm":
            model.add(keras.layers.LSTM(units, return_sequences=more))
        elif work["cell"] == "gru":
            reset_after = work["form"] == "reset-after"
            model.add(keras.layers.GRU(units, return_sequences=more, reset_after=reset_after))
        elif work["cell"] == "rnn":
            model.add(keras.layers.SimpleRNN(units, return_sequences=more))
        else:
            model.add(keras.layers.Dense(units, activation="relu"))
    model.add(keras.layers.Dense(1))
    model.compile(optimizer=keras.optimizers.Adam(LEARNING_RATE), loss="mse", steps_per_execution=BATCHES)
    batches = batches_of(work)
    x = numpy.concatenate([x for x, _ in batches] * 4)
    y = numpy.concatenate([y for _, y in batches] * 4)

    def step():
        history = model.fit(x, y, batch_size=work["batch"], epochs=1, shuffle=False, verbose=0)
        return history.history["loss"][-1]

    return step, len(x)


def rates_of(step, windows, rounds, seconds):
    """Windows per second of each round; a first one warms up."""
    rates = []
    for number in range(rounds + 1):
        count = 0
        total = 0.0
        start = time.perf_counter()
        while (elapsed := time.perf_counter() - start) < seconds or count == 0:
            total += step()
            count += 1
        if not math.isfinite(total):
            raise ArithmeticError(f"expected finite losses, got {total}")
        if number > 0:
            rates.append(count * windows / elapsed)
    return rates


def run(framework, threads, rounds, seconds):
    """In a process of its own: one line of JSON per workload."""
    for work in WORKLOADS:
        made = (torch_step if framework == "torch" else keras_step)(work, threads)
        rates = None if made is None else rates_of(*made, rounds, seconds)
        print(json.dumps({"name": name_of(work), "rates": rates}), flush=True)


def figure(rates):
    if rates is None:
        return "no such layer"
    return f"{statistics.median(rates):,.0f} ({min(rates):,.0f}..{max(rates):,.0f})"


def main():
    parser = argparse.ArgumentParser(description="PyTorch and Keras on the benchmark's trainings")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--run", nargs=2, metavar=("FRAMEWORK", "THREADS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        framework, threads = options.run
        return run(framework, int(threads), options.rounds, options.seconds)
    print(f"Python {platform.python_version()}")
    for framework, title in FRAMEWORKS.items():
        if importlib.util.find_spec(framework) is None:
            print(f"\n{title} is not installed in this Python: nothing to compare with")
            continue
        for threads in THREADS:
            # The libraries below read these when they are loaded.
            limits = {key: str(threads) for key in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
            child = subprocess.run(
                [sys.executable, __file__, "--rounds", str(options.rounds), "--seconds", str(options.seconds)]
                + ["--run", framework, str(threads)],
                env=os.environ | limits,
                stdout=subprocess.PIPE,
                text=True,
            )
            if child.returncode != 0:
                sys.exit(f"{title} failed with {threads} threads, exit code {child.returncode}")
            print(f"\n| {title}, {threads} threads | windows/s |\n| --- | ---: |")
            for line in child.stdout.splitlines():
                result = json.loads(line)
                print(f"| {result['name']} | {figure(result['rates'])} |")


if __name__ == "__main__":
    main()
