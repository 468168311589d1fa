-- Keeps one canned reply.
-- KEYS: replies · ARGV: id, the reply, "new" or "old", how many there may be
-- Returns 1; 0 where an old one is no longer there; -1 where there is no room for a new one; -2 where another has its
-- shortcut, be it in other letters (a to z) of upper or lower case. Sent twice it does the same.
local function shortcut_of(reply) return string.lower(cjson.decode(reply).shortcut) end
local is_there = redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1
if ARGV[3] == 'old' and not is_there then return 0 end
if not is_there and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then return -1 end
local kept = redis.call('HGETALL', KEYS[1])
for at = 1, #kept, 2 do
  if kept[at] ~= ARGV[1] and shortcut_of(kept[at + 1]) == shortcut_of(ARGV[2]) then return -2 end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
