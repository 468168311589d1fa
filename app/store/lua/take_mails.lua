-- Leases the mails that are due: each is due again when the lease ends, unless it is done by then.
-- KEYS: due, jobs, tries · ARGV: now in ms, lease in ms, how many at most
-- Returns {id, the mail as JSON, attempt from 1, ...}.
local taken = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])) do
  local job = redis.call('HGET', KEYS[2], id)
  if job then
    redis.call('ZADD', KEYS[1], ARGV[1] + ARGV[2], id)
    taken[#taken + 1] = id
    taken[#taken + 1] = job
    taken[#taken + 1] = redis.call('HINCRBY', KEYS[3], id, 1)
  else
    redis.call('ZREM', KEYS[1], id)
    redis.call('HDEL', KEYS[3], id)
  end
end
return taken
