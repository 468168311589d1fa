-- Takes a mail out of the queue: it was sent, or it never will be and is kept for the operator to see.
-- KEYS: due, jobs, tries, dead
-- ARGV: mail id; then, for one that failed: attempt, the entry for `dead`, how many are kept, for how many seconds
-- Returns 1, or 0 where it is no longer the caller's.
if ARGV[2] then
  if redis.call('HGET', KEYS[3], ARGV[1]) ~= ARGV[2] then return 0 end
  redis.call('LPUSH', KEYS[4], ARGV[3])
  redis.call('LTRIM', KEYS[4], 0, ARGV[4] - 1)
  redis.call('EXPIRE', KEYS[4], ARGV[5])
end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
return 1
