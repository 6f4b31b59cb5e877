import { useId, useState, type ReactElement } from 'react'
import { CALM, type Conditions, type FaultAsk, FAULTS_PATH, type Incident, MOST, readConditions } from '../conditions.ts'

const INCIDENTS: readonly (readonly [incident: Incident, label: string, told: string])[] = [
  ['limit', 'Answer 429', 'For three seconds starts and stops are refused.'],
  ['restart', 'Restart', 'The server restarts, and has forgotten who types.'],
  ['half-open', 'Half-open', 'Open connections stay open, and nothing comes over them any more.'],
]

const UNHEARD = 'The server beside this page cannot be asked.'

async function tell(ask?: FaultAsk): Promise<Conditions | undefined> {
  const said = ask && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(ask) }
  try {
    const response = await fetch(FAULTS_PATH, { cache: 'no-store', ...said })
    return readConditions(await response.json())
  } catch {
    return undefined
  }
}

interface SliderProps {
  readonly label: string
  readonly unit: string
  readonly most: number
  readonly step: number
  readonly value: number
  readonly onChange: (value: number) => void
}

function Slider({ label, unit, most, step, value, onChange }: SliderProps): ReactElement {
  const id = useId()
  const text = `${value} ${unit}`
  return (
    <div className="faults-slider">
      <label htmlFor={id}>{label}</label>
      <span aria-hidden="true">{text}</span>
      <input
        id={id}
        type="range"
        min={0}
        max={most}
        step={step}
        value={value}
        aria-valuetext={text}
        onChange={({ target }) => onChange(target.valueAsNumber)}
      />
    </div>
  )
}

/** Makes the network between everybody and the mock server worse, for all windows. */
export function FaultPanel(): ReactElement {
  const [conditions, setConditions] = useState(CALM)
  const [said, setSaid] = useState('')

  async function change(changed: Partial<Conditions>, words = ''): Promise<void> {
    const next = { ...conditions, ...changed }
    setConditions(next)
    setSaid(words)
    if ((await tell({ conditions: next })) === undefined) setSaid(UNHEARD)
  }

  async function cause(incident: Incident, words: string): Promise<void> {
    setSaid(words)
    if ((await tell({ conditions, incident })) === undefined) setSaid(UNHEARD)
  }

  // Another window may have changed it.
  async function look(): Promise<void> {
    const current = await tell()
    if (current !== undefined) setConditions(current)
  }

  const { latencyMs, lossPercent, isOffline } = conditions
  const isCalm = latencyMs === 0 && lossPercent === 0 && !isOffline
  return (
    <details className="faults" onToggle={({ currentTarget }) => void (currentTarget.open && look())}>
      <summary data-calm={isCalm}>Faults</summary>
      <div className="faults-panel" role="group" aria-label="Faults">
        <Slider label="Latency" unit="ms" most={MOST.latencyMs} step={100} value={latencyMs} onChange={(ms) => void change({ latencyMs: ms })} />
        <Slider label="Loss" unit="%" most={MOST.lossPercent} step={5} value={lossPercent} onChange={(part) => void change({ lossPercent: part })} />
        <div className="faults-buttons">
          {INCIDENTS.map(([incident, label, words]) => (
            <button key={incident} type="button" onClick={() => void cause(incident, words)}>
              {label}
            </button>
          ))}
          <button
            type="button"
            aria-pressed={isOffline}
            onClick={() => void change({ isOffline: !isOffline }, isOffline ? 'The network is back.' : 'Nothing arrives anywhere.')}
          >
            Offline
          </button>
          <button type="button" disabled={isCalm} onClick={() => void change(CALM, 'All is well again.')}>
            All well
          </button>
        </div>
        <p role="status">{said}</p>
      </div>
    </details>
  )
}
