import type { Protocol } from '../hub/protocol.ts'
import { isCloseCode } from '../rocketchat/ddp/close-codes.ts'
import {
  ABSURDITIES,
  type Fault,
  type FaultKind,
  type FaultMatch,
  type FaultPlan,
  type FaultRule,
  FAULT_STATUSES,
  PLAIN_FAULTS,
  type PlainFault,
  TRUNCATIONS,
} from './fault.ts'
import { type Bounds, Fields, listAt, PlanMistake } from './fields.ts'

const PROTOCOLS = ['matrix', 'zulip', 'rocketchat'] as const satisfies readonly Protocol[]

/** Longest time of a plan, in milliseconds: ten minutes. */
export const MAX_FAULT_MS = 600_000

/** Most rules of a plan. */
const MAX_RULES = 100

const TIME: Bounds = { least: 0, most: MAX_FAULT_MS, whole: false }
const SINCE: Bounds = { least: 0, most: 86_400_000, whole: false }
const BYTES: Bounds = { least: 0, most: 10_000_000 }
const SECONDS: Bounds = { least: -86_400, most: 86_400, whole: false }
const MANY: Bounds = { least: 1, most: 1_000_000 }
const SEED: Bounds = { least: 0, most: 2 ** 32 - 1 }

const KINDS = [
  ...PLAIN_FAULTS,
  'latency',
  'hang',
  'truncate',
  'drip',
  'status',
  'retryAfter',
  'hugeList',
  'deepJson',
  'reorder',
  'slowPoll',
  'wsClose',
  'restart',
  'partition',
] as const satisfies readonly FaultKind[]

// What is undefined is left out: a plan is compared, and written as JSON.
type Kept<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> }
function kept<T extends object>(value: T): Kept<T> {
  // oxlint-disable-next-line no-unsafe-type-assertion -- what was undefined is gone, and nothing else has changed
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Kept<T>
}

function closeCode(fields: Fields): number | undefined {
  const { value, path } = fields.any('code')
  if (value === undefined) return undefined
  if (!isCloseCode(value)) throw new PlanMistake(`${path} is to be a close code that a server may send`)
  return value
}

function isPlain(kind: FaultKind): kind is PlainFault {
  return PLAIN_FAULTS.some((plain) => plain === kind)
}

function parseFault(value: unknown, path: string): Fault {
  const fields = new Fields(value, path)
  const kind = fields.must('kind', fields.choice('kind', KINDS))
  const fault = isPlain(kind) ? { kind } : parseFigures(kind, fields)
  fields.end()
  return fault
}

function parseFigures(kind: Exclude<FaultKind, PlainFault>, fields: Fields): Fault {
  const time = (name: string): number | undefined => fields.number(name, TIME)
  switch (kind) {
    case 'latency':
      return { kind, ...kept({ min: time('min'), mean: time('mean'), tail: time('tail') }) }
    case 'hang':
      return { kind, ...kept({ applied: fields.flag('applied') }) }
    case 'truncate':
      return { kind, ...kept({ bytes: fields.number('bytes', BYTES), mode: fields.choice('mode', TRUNCATIONS) }) }
    case 'drip':
      return { kind, ...kept({ chunk: fields.number('chunk', MANY), ms: time('ms') }) }
    case 'status':
      return { kind, code: fields.must('code', fields.choice('code', FAULT_STATUSES)) }
    case 'retryAfter': {
      const [header, date] = [fields.number('header', SECONDS), fields.number('date', SECONDS)]
      return { kind, ...kept({ header, date, body: time('body'), absurd: fields.choice('absurd', ABSURDITIES) }) }
    }
    case 'hugeList':
      return { kind, ...kept({ n: fields.number('n', MANY) }) }
    case 'deepJson':
      return { kind, ...kept({ depth: fields.number('depth', MANY) }) }
    case 'reorder':
    case 'slowPoll':
      return { kind, ...kept({ ms: time('ms') }) }
    case 'wsClose':
      return { kind, ...kept({ code: closeCode(fields) }) }
    case 'restart':
      return { kind, ...kept({ keepState: fields.flag('keepState'), downMs: time('downMs') }) }
    case 'partition':
      return { kind, users: fields.must('users', fields.texts('users')) }
  }
}

function parseMatch(value: unknown, path: string): FaultMatch {
  const fields = new Fields(value, path)
  const match = kept({
    protocol: fields.choices('protocol', PROTOCOLS),
    route: fields.texts('route'),
    op: fields.texts('op'),
    user: fields.texts('user'),
    room: fields.texts('room'),
    nth: fields.numbers('nth', MANY),
    every: fields.number('every', MANY),
    probability: fields.number('probability', { least: 0, most: 1, whole: false }),
    between: fields.span('between', SINCE),
  })
  fields.end()
  return match
}

// A partition is there or not, whoever asks for what.
function checkPartition({ match = {}, count }: FaultRule, path: string): void {
  const wrong = Object.keys(match).find((name) => name !== 'protocol' && name !== 'between')
  if (wrong !== undefined) throw new PlanMistake(`${path}.match.${wrong} has no meaning for a partition`)
  if (count !== undefined) throw new PlanMistake(`${path}.count has no meaning for a partition`)
}

function parseRule(value: unknown, path: string): FaultRule {
  const fields = new Fields(value, path)
  const match = fields.any('match')
  const fault = fields.any('fault')
  const rule: FaultRule = {
    fault: parseFault(fields.must('fault', fault.value), fault.path),
    ...kept({
      match: match.value === undefined ? undefined : parseMatch(match.value, match.path),
      count: fields.number('count', MANY),
    }),
  }
  fields.end()
  if (rule.fault.kind === 'partition') checkPartition(rule, path)
  return rule
}

/** A plan, or what is wrong with it and where. */
export type ParsedPlan = { readonly ok: true; readonly plan: FaultPlan } | { readonly ok: false; readonly mistake: string }

/** Reads a plan from anything. */
export function parseFaultPlan(value: unknown): ParsedPlan {
  try {
    const fields = new Fields(value, '')
    const seed = fields.number('seed', SEED)
    const { value: list, path } = fields.any('rules')
    const rules = listAt(fields.must('rules', list), path, MAX_RULES)
    const plan = { ...kept({ seed }), rules: rules.map((rule, index) => parseRule(rule, `${path}[${index}]`)) }
    fields.end()
    return { ok: true, plan }
  } catch (error) {
    if (error instanceof PlanMistake) return { ok: false, mistake: error.message }
    throw error
  }
}

/** The plan with only what it knows. @throws TypeError that says where it is wrong. */
export function planOf(value: FaultPlan): FaultPlan {
  const parsed = parseFaultPlan(value)
  if (!parsed.ok) throw new TypeError(`unable to use the faults; ${parsed.mistake}`)
  return parsed.plan
}
