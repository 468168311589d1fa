-- Lets the AI say more, unless the turn is no longer the caller's: the answer so far, and an event on the bus alone.
-- KEYS: session, turn, bus
-- ARGV: session name, turn id, attempt, epoch, the whole answer so far, the event's data, bus length
-- Returns the event's id, or nothing where the caller has been fenced off.
local now = redis.call('HMGET', KEYS[1], 'turn_id', 'turn_attempt', 'epoch')
if now[1] ~= ARGV[2] or now[2] ~= ARGV[3] or now[3] ~= ARGV[4] then return false end
redis.call('HSET', KEYS[2], 'text', ARGV[5])
return redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[7], '*', 's', ARGV[1], 'k', 'delta', 'd', ARGV[6])
