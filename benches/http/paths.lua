-- wrk over a list of paths, one after another: PATHS=file [ENCODING=gzip] [BEARER=token] wrk … -s paths.lua URL
local requests, next_one = {}, 0

function init()
  local headers = {}
  if os.getenv("ENCODING") then headers["Accept-Encoding"] = os.getenv("ENCODING") end
  if os.getenv("BEARER") then headers["Authorization"] = "Bearer " .. os.getenv("BEARER") end
  for path in io.lines(os.getenv("PATHS")) do
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  next_one = next_one % #requests + 1
  return requests[next_one]
end

-- One line for a script to read: answers a second, median and 99th percentile in milliseconds, kilobytes each, faults.
function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %.0f %.3f %.3f %.1f %d\n",
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    summary.bytes / summary.requests / 1e3,
    errors.connect + errors.read + errors.write + errors.timeout + errors.status))
end
