import { useId, useRef, useState, type FormEvent, type ReactElement, type ReactNode } from 'react'
import { useStore } from 'zustand'
import type { Chat } from '../chat/chat.ts'
import { wordsFor } from '../chat/explained.ts'

/** Props of `BeginDialog`. */
export interface BeginDialogProps {
  readonly chat: Chat
}

/** A button, and behind it what can be begun: a direct conversation, a topic, a room. */
export function BeginDialog({ chat }: BeginDialogProps): ReactElement | null {
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const people = useStore(chat.store, (state) => state.people)
  const channels = useStore(chat.store, (state) => state.channels)
  const { direct, topic, room } = chat.begin

  if (direct === undefined && topic === undefined && room === undefined) return null

  const close = (): void => dialog.current?.close()

  return (
    <>
      <button type="button" className="begin" onClick={() => dialog.current?.showModal()}>
        <span aria-hidden="true">+</span> New
      </button>
      <dialog ref={dialog} className="dialog" aria-labelledby={`${id}-title`}>
        <header>
          <h2 id={`${id}-title`}>New conversation</h2>
          <button type="button" className="icon" aria-label="Close" onClick={close}>
            <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
              <path d="m6 6 12 12M18 6 6 18" />
            </svg>
          </button>
        </header>
        {direct !== undefined && (
          <BeginForm title="Direct message" submit="Write" onBegin={(form) => direct(chosenPeople(form))} onDone={close}>
            <PeopleField legend="To" people={people} isRequired />
          </BeginForm>
        )}
        {topic !== undefined && (
          <BeginForm title="Topic" submit="Open" onBegin={(form) => topic(textOf(form, 'channel'), textOf(form, 'name'))} onDone={close}>
            <label>
              Channel
              <select name="channel">
                {channels.map((channel) => (
                  <option key={channel}>{channel}</option>
                ))}
              </select>
            </label>
            <NameField label="Name of the topic" />
          </BeginForm>
        )}
        {room !== undefined && (
          <BeginForm title="Room" submit="Create" onBegin={(form) => room(textOf(form, 'name'), chosenPeople(form))} onDone={close}>
            <NameField label="Name of the room" />
            <PeopleField legend="With" people={people} />
          </BeginForm>
        )}
      </dialog>
    </>
  )
}

interface BeginFormProps {
  readonly title: string
  readonly submit: string
  readonly onBegin: (form: FormData) => Promise<void>
  readonly onDone: () => void
  readonly children: ReactNode
}

function BeginForm({ title, submit, onBegin, onDone, children }: BeginFormProps): ReactElement {
  const id = useId()
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()

  const begin = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const form = event.currentTarget
    if (isBusy) return
    setBusy(true)
    setProblem(undefined)
    onBegin(new FormData(form))
      .then(
        () => {
          form.reset()
          onDone()
        },
        (error: unknown) => setProblem(wordsFor(error)),
      )
      .finally(() => setBusy(false))
  }

  return (
    <form aria-labelledby={id} onSubmit={begin}>
      <h3 id={id}>{title}</h3>
      {children}
      <p className="dialog-end">
        <span role="status">{problem}</span>
        <button type="submit" className="button">
          {submit}
        </button>
      </p>
    </form>
  )
}

function NameField({ label }: { readonly label: string }): ReactElement {
  return (
    <label>
      {label}
      <input name="name" required maxLength={60} pattern=".*\S.*" autoComplete="off" />
    </label>
  )
}

interface PeopleFieldProps {
  readonly legend: string
  readonly people: ReadonlyMap<string, string>
  readonly isRequired?: boolean
}

function PeopleField({ legend, people, isRequired = false }: PeopleFieldProps): ReactElement {
  const [count, setCount] = useState(0)

  return (
    <fieldset
      onChange={({ currentTarget }) => setCount(currentTarget.querySelectorAll(':checked').length)}
    >
      <legend>{legend}</legend>
      {[...people].map(([userId, name]) => (
        <label key={userId} className="tick">
          {/* One of them has to be ticked: as long as none is, each says so. */}
          <input type="checkbox" name="people" value={userId} required={isRequired && count === 0} />
          {name}
        </label>
      ))}
    </fieldset>
  )
}

const textOf = (form: FormData, name: string): string => {
  const value = form.get(name)
  return typeof value === 'string' ? value.trim() : ''
}

const chosenPeople = (form: FormData): readonly string[] => form.getAll('people').filter((one) => typeof one === 'string')
