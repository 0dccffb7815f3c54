"""An autoregression of log returns as a model of hindcast. It needs no packages: hindcast backtest BTC.csv --model 'exec:python3 ar.py' --as my-ar"""
import json, math, sys


def returns(value):
    return [math.log(b / a) for a, b in zip(value, value[1:])]


def solve(A, b):  # Gauss, for a small symmetric positive matrix
    n = len(b)
    for i in range(n):
        for j in range(i + 1, n):
            f = A[j][i] / A[i][i]
            A[j] = [x - f * y for x, y in zip(A[j], A[i])]
            b[j] -= f * b[i]
    for i in reversed(range(n)):
        b[i] = (b[i] - sum(A[i][k] * b[k] for k in range(i + 1, n))) / A[i][i]
    return b


def fit(value, p, ridge=1e-3):  # least squares on p lags and a constant
    r = returns(value)
    X = [[1.0] + r[t - p : t] for t in range(p, len(r))]
    scale = ridge * len(X) * sum(x * x for x in r) / len(r)
    A = [[sum(x[i] * x[j] for x in X) + scale * (i == j > 0) for j in range(p + 1)] for i in range(p + 1)]
    return solve(A, [sum(x[i] * y for x, y in zip(X, r[p:])) for i in range(p + 1)])


values, weights, p = {}, {}, 5
for line in sys.stdin:
    message = json.loads(line)
    if message["type"] == "options":
        horizon = message["options"]["horizon"]
        continue
    for name, rows in message["rows"].items():
        values.setdefault(name, []).extend(rows["value"])
    if message["type"] == "fit":
        weights = {name: fit(value, p) for name, value in values.items() if len(value) > 4 * p}
    else:
        w, value = weights[message["series"]], values[message["series"]]
        r, yhat = returns(value[-p - 1 :]), value[-1:]
        for _ in range(horizon):
            r.append(w[0] + sum(a * b for a, b in zip(w[1:], r[-p:])))
            yhat.append(yhat[-1] * math.exp(r[-1]))
        print(json.dumps({"yhat": yhat[1:]}), flush=True)
