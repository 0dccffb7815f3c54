# R's forecast::auto.arima as a model of hindcast; needs the packages forecast and jsonlite. Try it:
# hindcast backtest BTC.csv --model 'exec:Rscript examples/auto_arima.R' --level 80,95 --refit 5
suppressPackageStartupMessages(library(forecast))
library(jsonlite)

input <- file("stdin", open = "r")
values <- list()
fits <- list()
while (length(line <- readLines(input, n = 1)) > 0) {
  message <- fromJSON(line)
  if (message$type == "options") {
    asked <- message
    next
  }
  for (name in names(message$rows)) values[[name]] <- c(values[[name]], message$rows[[name]]$value)
  if (message$type == "fit") {
    for (name in names(values)) fits[[name]] <- auto.arima(log(values[[name]]))
    next
  }
  name <- message$series
  # The orders and coefficients of the fit, on the rows up to this origin.
  now <- Arima(log(values[[name]]), model = fits[[name]])
  quantiles <- as.numeric(asked$quantiles)
  levels <- unique(round(100 * abs(2 * quantiles - 1), 6))
  if (length(levels) == 0) levels <- 80
  forecasts <- forecast(now, h = asked$options$horizon, level = levels)
  answer <- list(yhat = as.numeric(exp(forecasts$mean)))
  for (q in quantiles) {
    at <- match(round(100 * abs(2 * q - 1), 6), levels)
    side <- if (q < 0.5) forecasts$lower else forecasts$upper
    answer$quantiles[[format(q, digits = 12)]] <- as.numeric(exp(side[, at]))
  }
  cat(toJSON(answer, digits = NA), "\n", sep = "")
  flush(stdout())
}
