import { addFigures, noFigures, type Figures } from './findings.ts'
import { simulatedMatrix } from './matrix.ts'
import { simulatedRocketChat } from './rocketchat.ts'
import { PROTOCOLS, type Mode, type ProtocolName } from './setting.ts'
import { simulatedZulip } from './zulip.ts'

/** What some worlds of one kind came to. */
export interface SoakRow {
  readonly protocol: ProtocolName
  readonly mode: Mode
  readonly loss: number
  readonly figures: Figures
}

const NAMES: Readonly<Record<ProtocolName, string>> = { matrix: 'Matrix', zulip: 'Zulip', rocketchat: 'Rocket.Chat' }

const BOUNDS: Readonly<Record<ProtocolName, number>> = {
  matrix: simulatedMatrix.ghostMs,
  zulip: simulatedZulip.ghostMs,
  rocketchat: simulatedRocketChat.ghostMs,
}

function sumOf(rows: readonly SoakRow[]): Figures {
  return rows.reduce((sum, { figures }) => addFigures(sum, figures), noFigures())
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`

function visible({ visibleMs, watchedMs }: Figures): string {
  return watchedMs === 0 ? '–' : (visibleMs / watchedMs).toFixed(5)
}

function perMinute(count: number, hours: number): string {
  return hours === 0 ? '–' : (count / hours / 60).toFixed(2)
}

const SHARES = [0.05, 0.1, 0.2]

/** The figures of a soak as two tables in Markdown. */
export function soakTable(rows: readonly SoakRow[]): string {
  const names = PROTOCOLS.filter((name) => rows.some(({ protocol }) => protocol === name))
  const of = (name: ProtocolName, mode: Mode, loss: number): Figures =>
    sumOf(rows.filter((row) => row.protocol === name && row.mode === mode && row.loss === loss))
  const livelyOf = (name: ProtocolName): Figures =>
    sumOf(rows.filter(({ protocol, mode }) => protocol === name && (mode === 'calm' || mode === 'usual' || mode === 'hostile')))
  const lives = names.map((name) => {
    const lively = livelyOf(name)
    const [steady, lossy] = [of(name, 'loss', 0), of(name, 'loss', 0.2)]
    const hours = Math.round(sumOf(rows.filter(({ protocol }) => protocol === name)).hours)
    const errors = lively.hours === 0 ? '–' : (lively.errors / lively.hours).toFixed(1)
    const ghost = `${seconds(lively.worstGhostMs)} | ${seconds(BOUNDS[name])}`
    const sends = `${perMinute(steady.sends, steady.hours)} | ${perMinute(lossy.sends, lossy.hours)}`
    return `| ${NAMES[name]} | ${hours} | ${ghost} | ${sends} | ${errors} |`
  })
  const seen = names.map((name) => {
    const told = SHARES.map((loss) => visible(of(name, 'loss', loss)))
    const untold = SHARES.map((loss) => visible(of(name, 'void', loss)))
    return `| ${NAMES[name]} | ${[...told, ...untold].join(' | ')} |`
  })
  return [
    '| | hours | longest shown after the wish ended | bound | sends a minute of one who types on | with 20 % lost | failures told an hour |',
    '|---|---:|---:|---:|---:|---:|---:|',
    ...lives,
    '',
    '| seen, of the time that one types on | 5 % lost | 10 % | 20 % | 5 % lost without a sign | 10 % | 20 % |',
    '|---|---:|---:|---:|---:|---:|---:|',
    ...seen,
  ].join('\n')
}
