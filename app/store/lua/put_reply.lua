-- Keeps one canned reply.
-- KEYS: replies · ARGV: id, the reply, "new" or "old", how many there may be
-- Returns 1; 0 where an old one is no longer there; -1 where there is no room for a new one. Sent twice it does the same.
local is_there = redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1
if ARGV[3] == 'old' and not is_there then return 0 end
if not is_there and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then return -1 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
