-- Commits one change of one session, or nothing: state, messages, log, bus, deadline and turn in one step.
-- KEYS: session, log, messages, clients, turn, bus, deadlines, turns
-- ARGV: the change as JSON (see `Change` in commits.py); bus length; log length; lease in ms
-- Returns {"ok", id of each event...} | {"duplicate", "message_id turn_id"} | {"conflict"} | {"gone"} | {"fenced"}
local session, log, messages, clients, turn, bus, deadlines, turns = unpack(KEYS)
local change = cjson.decode(ARGV[1])

if change.client then
  local seen = redis.call('HGET', clients, change.client)
  if seen then return {'duplicate', seen} end
end

local now = redis.call('HMGET', session, 'version', 'turn_id', 'turn_attempt')
if not now[1] and change.version > 0 then return {'gone'} end
if change.ends and (now[2] ~= change.ends or now[3] ~= change.attempt) then return {'fenced'} end
if tonumber(now[1] or '0') ~= change.version then return {'conflict'} end

local fields = {'version', change.version + 1}
for name, value in pairs(change.fields) do
  fields[#fields + 1] = name
  fields[#fields + 1] = value
end
redis.call('HSET', session, unpack(fields))

local reply = {'ok'}
for _, event in ipairs(change.events) do
  local id = redis.call('XADD', bus, 'MAXLEN', '~', ARGV[2], '*', 's', change.name, 'k', event.k, 'd', event.d)
  if event.kept then redis.call('XADD', log, 'MAXLEN', '~', ARGV[3], id, 'k', event.k, 'd', event.d) end
  if event.k == 'message' then
    redis.call('XADD', messages, id, 'd', event.d)
    if change.client and event.client then
      redis.call('HSET', clients, change.client, id .. ' ' .. event.turn)
    end
  end
  reply[#reply + 1] = id
end

if change.ends then
  redis.call('DEL', turn)
  redis.call('ZREM', turns, change.name)
end
if change.starts then
  local time = redis.call('TIME')
  redis.call('HSET', turn, 'id', change.starts, 'text', '')
  redis.call('ZADD', turns, time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[4], change.name)
end
if change.deadline then redis.call('ZADD', deadlines, change.deadline, change.name) end
if change.closed then redis.call('ZREM', deadlines, change.name) end
for _, key in ipairs({session, log, messages, clients, turn}) do redis.call('EXPIRE', key, change.ttl) end
return reply
