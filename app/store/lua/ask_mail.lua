-- Counts one letter that a stranger asks for to an address, unless there were too many lately.
-- KEYS: asked · ARGV: how many there may be, for how many seconds they are counted
-- Returns 1, or 0 where there may be no more.
if tonumber(redis.call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1]) then return 0 end
if redis.call('INCR', KEYS[1]) == 1 then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return 1
