-- Keeps one shop's settings and tells all processes, unless somebody else has changed them meanwhile.
-- KEYS: shops, bus · ARGV: shop id, the settings as they were ("" for none), the new ones, the event's kind, bus length
-- Returns 1, also where they are the new ones already, so that it may be sent twice; 0 where they are others.
local now = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if now == ARGV[3] then return 1 end
if now ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[5], '*', 's', '', 'k', ARGV[4], 'd', '{}', 'o', ARGV[1])
return 1
