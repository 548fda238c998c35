-- wrk over one route with a list of header lines, one after another: HEADERS=file wrk … -s headers.lua URL
local requests, next_one = {}, 0

function init()
  for line in io.lines(os.getenv("HEADERS")) do
    local name, value = line:match("^([^:]+): (.*)$")
    requests[#requests + 1] = wrk.format("GET", nil, { [name] = value })
  end
end

function request()
  next_one = next_one % #requests + 1
  return requests[next_one]
end
