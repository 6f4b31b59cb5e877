import { useEffect, useId, useRef, useState, type FormEvent, type ReactElement } from 'react'
import { logIn, type LogInProblem } from '../matrix/log-in.ts'
import type { MatrixSignedIn } from '../matrix/matrix-account.ts'

/** Props of `LogInForm`. */
export interface LogInFormProps {
  readonly label: string
  readonly baseUrl: string
  /** Why nobody is logged in any more; undefined where nobody was. */
  readonly farewell: string | undefined
  readonly onLogIn: (signedIn: MatrixSignedIn) => void
}

/** User name and password; the password is in its field alone. */
export function LogInForm({ label, baseUrl, farewell, onLogIn }: LogInFormProps): ReactElement {
  const id = useId()
  const nameField = useRef<HTMLInputElement>(null)
  const passwordField = useRef<HTMLInputElement>(null)
  const [isAsking, setAsking] = useState(false)
  const [problem, setProblem] = useState<LogInProblem>()
  const isWrong = problem === 'wrong'
  const hadSession = farewell !== undefined

  // What had the focus, the button or the message, is gone.
  useEffect(() => {
    if (hadSession) nameField.current?.focus()
  }, [hadSession])

  async function ask(name: string, password: string): Promise<void> {
    // Emptied first: the same sentence again would not be read out again.
    setProblem(undefined)
    setAsking(true)
    const outcome = await logIn(baseUrl, name, password)
    setAsking(false)
    if (outcome.kind === 'in') onLogIn(outcome.signedIn)
    else {
      setProblem(outcome.problem)
      passwordField.current?.select()
    }
  }

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const name = nameField.current?.value.trim() ?? ''
    const password = passwordField.current?.value ?? ''
    if (!isAsking) void ask(name, password)
  }

  return (
    <form className="log-in" aria-labelledby={`${id}-title`} aria-busy={isAsking} onSubmit={submit}>
      <h2 id={`${id}-title`}>{label}</h2>
      <label htmlFor={`${id}-name`}>User name</label>
      <input
        ref={nameField}
        id={`${id}-name`}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        aria-invalid={isWrong}
        aria-describedby={`${id}-problem`}
      />
      <label htmlFor={`${id}-password`}>Password</label>
      <input
        ref={passwordField}
        id={`${id}-password`}
        name="password"
        type="password"
        autoComplete="current-password"
        required
        aria-invalid={isWrong}
        aria-describedby={`${id}-problem`}
      />
      <p className="log-in-problem" id={`${id}-problem`} role="alert">
        {problem !== undefined && PROBLEMS[problem]}
      </p>
      <button type="submit" className="button">
        {isAsking ? 'Logging in …' : 'Log in'}
      </button>
      <p role="status">{farewell}</p>
    </form>
  )
}

const PROBLEMS = {
  wrong: 'The user name or the password is wrong.',
  'no password': 'This server offers no log-in by password.',
  limited: 'The server asks for a pause. Please try again in a minute.',
  unreachable: 'The server does not answer, or not to this page.',
  unexpected: 'What answers at this address is no homeserver, or it is out of order.',
} as const satisfies Record<LogInProblem, string>
