-- Commits one change of one session, or nothing: state, messages, notes, log, bus, lists, turn, person and mails at once.
-- KEYS: session, log, messages, clients, turn, notes, marks, bus, deadlines, turns, alarms; then those the change names
-- ARGV: the change as JSON (see `Commits._change`); bus length; log length; lease in ms; a random id of this call
-- Returns {"ok", run, id of the stopped answer, its data, id of each event...} | {"duplicate", "message_id turn_id"}
--   | {"conflict"} | {"gone"} | {"fenced"} | {"full"}
local session, log, messages, clients, turn, notes, marks, bus, deadlines, turns, alarms = unpack(KEYS)
local change = cjson.decode(ARGV[1])

-- A call that was sent again because its answer was lost gets that answer. No client's id is a slash alone.
-- What was done before is written once more: a WAIT behind this call speaks of what its own connection wrote.
local last = redis.call('HGET', clients, '/')
if last and string.sub(last, 1, #ARGV[5]) == ARGV[5] then
  redis.call('HSET', clients, '/', last)
  return cjson.decode(string.sub(last, #ARGV[5] + 1))
end

if change.client then
  local seen = redis.call('HGET', clients, change.client)
  if seen then
    redis.call('HSET', clients, change.client, seen)
    return {'duplicate', seen}
  end
end

local now = redis.call('HMGET', session, 'version', 'turn_id', 'turn_attempt')
if not now[1] and change.version > 0 then return {'gone'} end
if change.ends and (now[2] ~= change.ends or now[3] ~= change.attempt) then return {'fenced'} end
if tonumber(now[1] or '0') ~= change.version then return {'conflict'} end
if change.claim and redis.call('ZCARD', KEYS[change.claim.key]) >= change.claim.limit then return {'full'} end
local person = change.person
if person and person.known and redis.call('ZCARD', KEYS[person.key]) ~= person.known then return {'conflict'} end

local fields = {'version', change.version + 1}
for name, value in pairs(change.fields) do
  fields[#fields + 1] = name
  fields[#fields + 1] = value
end
redis.call('HSET', session, unpack(fields))

local function post(event)
  local id = redis.call('XADD', bus, 'MAXLEN', '~', ARGV[2], '*',
    's', change.name, 'k', event.k, 'd', event.d, 'o', change.shop)
  if event.kept then redis.call('XADD', log, 'MAXLEN', '~', ARGV[3], id, 'k', event.k, 'd', event.d) end
  if event.k == 'message' then redis.call('XADD', messages, id, 'd', event.d) end
  if event.k == 'note' then redis.call('XADD', notes, id, 'd', event.d) end
  return id
end

local reply = {'ok', '', '', ''}
if change.stops then
  local draft = redis.call('HMGET', turn, 'text', 'run')
  reply[2] = draft[2] or ''
  if draft[1] and draft[1] ~= '' then
    reply[4] = change.stops .. cjson.encode(draft[1]) .. '}'
    reply[3] = post({k = 'message', d = reply[4], kept = true})
  end
end
for _, event in ipairs(change.events) do
  local id = post(event)
  if change.client and event.client == change.client then
    redis.call('HSET', clients, change.client, id .. ' ' .. event.turn)
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
for _, entry in ipairs(change.lists or {}) do
  if entry.score then
    redis.call('ZADD', KEYS[entry.key], entry.score, change.name)
  else
    redis.call('ZREM', KEYS[entry.key], change.name)
  end
end
for _, mail in ipairs(change.mails or {}) do
  if redis.call('SET', KEYS[mail.sent], mail.id, 'NX', 'EX', mail.life) then
    redis.call('HSET', KEYS[mail.jobs], mail.id, mail.job)
    redis.call('ZADD', KEYS[mail.due], mail.at, mail.id)
  end
end
if change.waited then
  redis.call('LPUSH', KEYS[change.waited.key], change.waited.ms)
  redis.call('LTRIM', KEYS[change.waited.key], 0, change.waited.kept - 1)
  redis.call('EXPIRE', KEYS[change.waited.key], change.waited.life)
end
if person then
  redis.call('ZREMRANGEBYSCORE', KEYS[person.key], '-inf', person.at - change.ttl * 1000)
  redis.call('ZADD', KEYS[person.key], person.at, change.name)
  redis.call('EXPIRE', KEYS[person.key], change.ttl)
end
if change.alarm then
  if change.alarm > 0 then redis.call('ZADD', alarms, change.alarm, change.name)
  else redis.call('ZREM', alarms, change.name) end
end
if change.deadline then redis.call('ZADD', deadlines, change.deadline, change.name) end
if change.closed then
  redis.call('ZREM', deadlines, change.name)
  redis.call('ZADD', KEYS[change.closed.key], change.closed.at, change.name)
end
redis.call('HSET', clients, '/', ARGV[5] .. cjson.encode(reply))
for _, key in ipairs({session, log, messages, clients, turn, notes, marks}) do
  redis.call('EXPIRE', key, change.ttl)
end
return reply
