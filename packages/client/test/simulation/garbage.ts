import type { WireReply } from '../../src/protocol/wire.ts'
import type { Random } from './random.ts'

/** So many names are more than a view keeps. */
const CROWD: readonly string[] = Array.from({ length: 400 }, (_, index) => `@crowd-${index}:elsewhere.test`)

const DEEP = `${'['.repeat(5_000)}${']'.repeat(5_000)}`

/** What stands in for a whole answer. */
const INSTEAD: readonly ((body: string) => string)[] = [
  () => '',
  (body) => body.slice(0, Math.floor(body.length / 2)),
  () => '<!doctype html><title>Welcome to the hotel</title>',
  () => 'null',
  () => '[]',
  () => '{"next_batch":5,"events":{},"queue_id":[]}',
  () => DEEP,
  () => '"\\ud800"',
  () => '{"__proto__":{"next_batch":"x"},"constructor":{"prototype":{}}}',
]

/** What stands beside what was said; what was said is still there. */
const BESIDE: readonly string[] = [
  '"__proto__":{"polluted":true}',
  '"to_device":{"events":[null,1,"",[]]}',
  '"presence":null',
  `"device_lists":${DEEP}`,
]

function withBeside(body: string, part: string): string {
  return body.startsWith('{"') ? `{${part},${body.slice(1)}` : body
}

/** A list in it, if there is one, becomes a crowd; those who were in it still are, at its end. */
function withCrowd(body: string): string {
  const names = CROWD.map((name) => JSON.stringify(name)).join(',')
  return body.replace(/"user_ids":\[(?=")/, `"user_ids":[${names},`)
}

/** An answer that is not what it should be, or is more than it should be. */
export function corrupted(reply: WireReply, random: Random): WireReply {
  if (reply.type !== 'answer') return reply
  const how = random.next()
  const instead = INSTEAD[Math.floor(random.next() * INSTEAD.length)]
  const beside = BESIDE[Math.floor(random.next() * BESIDE.length)]
  let { body } = reply
  if (how < 0.5) body = instead?.(body) ?? ''
  else if (how < 0.7) body = withBeside(body, beside ?? '')
  else if (how < 0.9) body = withCrowd(body)
  return { ...reply, body, bytes: body.length }
}

/** Waits that no server should state. */
const ABSURD: readonly string[] = ['-1', '0', '1e300', '2147483648', '"soon"', 'null']

/** A refusal that sometimes states a wait which nobody could mean. */
export function withStatedWait(reply: WireReply, random: Random): WireReply {
  if (reply.type !== 'answer' || !random.chance(0.2)) return reply
  const absurd = ABSURD[Math.floor(random.next() * ABSURD.length)] ?? '0'
  const body = reply.body.replace(/("retry_after_ms":|"retry-after":)[^,}]+/, `$1${absurd}`)
  return { ...reply, body, bytes: body.length }
}

const JUNK_FRAMES: readonly string[] = [
  'o',
  '[]',
  'a["{}"]',
  '{"msg":"changed"}',
  '{"msg":"changed","collection":"stream-notify-room","id":"id","fields":{"eventName":5,"args":{"length":-1}}}',
  '{"msg":"changed","collection":"stream-notify-room","id":"id","fields":{"eventName":"__proto__/user-activity","args":["x",["user-typing"]]}}',
  '{"msg":"result","id":"none","error":{"error":{"error":1}}}',
  '{"msg":"ready","subs":null}',
  '{"__proto__":{"msg":"ping"}}',
  DEEP,
]

/** Something that a socket may say and that means nothing. */
export function junkFrame(random: Random): string {
  return JUNK_FRAMES[Math.floor(random.next() * JUNK_FRAMES.length)] ?? ''
}
