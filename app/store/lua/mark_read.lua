-- Notes up to which message one side has read, unless it has read further; and tells the streams.
-- KEYS: marks, bus · ARGV: session name, who ("visitor" or "agent"), message id, the event's data, bus length, shop, ttl
-- Returns 1 where that is news.
local function order(id)
  local head, tail = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(head), tonumber(tail)
end
local known = redis.call('HGET', KEYS[1], ARGV[2])
if known then
  local a, b = order(known)
  local c, d = order(ARGV[3])
  if c < a or (c == a and d <= b) then return 0 end
end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[7])
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[5], '*', 's', ARGV[1], 'k', 'read', 'd', ARGV[4], 'o', ARGV[6])
return 1
