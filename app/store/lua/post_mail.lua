-- Puts a mail in the queue, unless one of the same key was posted lately; `commit` does the same for those it carries.
-- KEYS: sent, jobs, due · ARGV: mail id, the mail as JSON, ms when due, life of the key in seconds
-- Returns 1, or 0 where it was posted before.
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'EX', ARGV[4]) then return 0 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[3], ARGV[3], ARGV[1])
return 1
