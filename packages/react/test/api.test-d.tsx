/* oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-member-access -- what must not compile has no type */
/* What the types of the two entries promise; checked with the rest of the program. */
import { expectTypeOf } from 'vitest'
import type { ComponentPropsWithoutRef, ReactElement, ReactNode } from 'react'
import type { SharingRule, TypingClient, TypingConversation, TypingUser } from '@nowtyping/client'
import { TypingIndicator, TypingProvider, useTyping, useTypingClient, useTypingUsers } from '@nowtyping/react'
import type {
  ConversationOf,
  RegisteredTarget,
  TypingComposer,
  TypingIndicatorProps,
  TypingInputEvent,
  TypingInputProps,
  TypingProviderProps,
  UseTypingOptions,
} from '@nowtyping/react'
import { formatTyping, formatTypingToParts } from '@nowtyping/react/format'
import type { FormatTypingOptions, PluralText, TypingMessages, TypingPart } from '@nowtyping/react/format'

declare const matrix: TypingClient<string>
declare const zulip: TypingClient<{ readonly messageId: number }>
declare const handle: TypingConversation
declare const users: readonly TypingUser[]

// Nothing is registered here: any text or object will do.
expectTypeOf<RegisteredTarget>().toEqualTypeOf<string | object>()
expectTypeOf<ConversationOf<string>>().toEqualTypeOf<string | TypingConversation | null | undefined>()

expectTypeOf<Parameters<typeof useTyping>>().toEqualTypeOf<[conversation: ConversationOf<RegisteredTarget>, options?: UseTypingOptions | undefined]>()
expectTypeOf<ReturnType<typeof useTyping>>().toEqualTypeOf<TypingComposer>()
expectTypeOf<UseTypingOptions>().toEqualTypeOf<{ readonly when?: ((draft: string) => boolean) | undefined }>()
expectTypeOf<keyof TypingComposer>().toEqualTypeOf<'inputProps' | 'keystroke' | 'stop'>()
expectTypeOf<TypingInputProps>().toEqualTypeOf<{ readonly onInputCapture: (event: TypingInputEvent) => void }>()
expectTypeOf<TypingInputEvent>().toEqualTypeOf<{ readonly target: EventTarget | null; readonly currentTarget: EventTarget | null }>()
expectTypeOf(useTypingClient).returns.toEqualTypeOf<TypingClient<RegisteredTarget>>()
expectTypeOf<TypingProviderProps>().toEqualTypeOf<{
    readonly client: TypingClient
    readonly sharing?: boolean | SharingRule | undefined
    readonly showing?: boolean | 'reciprocal' | undefined
    readonly ignored?: ReadonlySet<string> | readonly string[] | undefined
    readonly children?: ReactNode
  }>()
expectTypeOf<TypingIndicatorProps['children']>().toEqualTypeOf<((users: readonly TypingUser[], text: string) => ReactNode) | undefined>()
expectTypeOf<TypingIndicatorProps['announce']>().toEqualTypeOf<boolean | undefined>()

expectTypeOf<ReturnType<typeof formatTyping>>().toEqualTypeOf<string>()
expectTypeOf<ReturnType<typeof formatTypingToParts>>().toEqualTypeOf<readonly TypingPart[]>()
expectTypeOf<keyof FormatTypingOptions>().toEqualTypeOf<'locale' | 'messages' | 'maxNames' | 'nameOf'>()
expectTypeOf<TypingMessages>().toEqualTypeOf<{
    readonly locale?: string | undefined
    readonly typing: PluralText
    readonly recording?: PluralText | undefined
    readonly uploading?: PluralText | undefined
    readonly playing?: PluralText | undefined
    readonly others: PluralText
    readonly between?: string | undefined
  }>()
expectTypeOf<keyof PluralText>().toEqualTypeOf<'zero' | 'one' | 'two' | 'few' | 'many' | 'other'>()

export function Hooks({ room }: { readonly room: string | undefined }): ReactElement {
  const { inputProps, keystroke, stop } = useTyping(room)
  useTyping(handle, { when: undefined })
  const list = useTypingUsers(room)
  expectTypeOf<typeof list>().toEqualTypeOf<readonly TypingUser[]>()
  const first = useTypingUsers(handle, (all) => all[0]?.id)
  expectTypeOf<typeof first>().toEqualTypeOf<string | undefined>()

  // @ts-expect-error a number is no target
  useTyping(7)
  // @ts-expect-error there is no such option
  useTyping(room, { enabled: false })
  // @ts-expect-error the list is not the reader's to change
  list.push({ id: 'bob' })
  // @ts-expect-error the text is never given to the client
  keystroke('hello')
  // @ts-expect-error a target of the client is no handle
  handle.conversation(room)

  return (
    <>
      <textarea {...inputProps} onInput={() => {}} onBlur={stop} />
      <input {...inputProps} />
      <div {...inputProps} contentEditable />
    </>
  )
}

export function Components({ client }: { readonly client: TypingClient }): ReactElement {
  const div: ComponentPropsWithoutRef<'div'> = { className: 'line', 'aria-label': 'typing' }
  const forwarded: { readonly locale: string | undefined; readonly announce: boolean | undefined } = { locale: undefined, announce: undefined }
  return (
    <TypingProvider client={client} sharing={undefined} ignored={undefined}>
      <TypingProvider client={matrix} ignored={new Set(['@eve:x'])} />
      <TypingProvider client={zulip} ignored={['7']} sharing={false} />
      {/* @ts-expect-error an iterator is empty the second time it is read */}
      <TypingProvider client={matrix} ignored={new Set(['@eve:x']).values()} />
      {/* @ts-expect-error a provider has no client of its own */}
      <TypingProvider />
      <TypingIndicator conversation={handle} className={div.className} {...forwarded} />
      <TypingIndicator conversation={null}>{(all, text) => `${all.length} ${text}`}</TypingIndicator>
      {/* @ts-expect-error what is seen depends on who types */}
      <TypingIndicator conversation={handle}>text</TypingIndicator>
      {/* @ts-expect-error an indicator of what? */}
      <TypingIndicator />
    </TypingProvider>
  )
}

formatTyping(users, { locale: undefined, maxNames: 2, nameOf: (user) => user.name })
for (const part of formatTypingToParts(users)) {
  if (part.type === 'name') expectTypeOf<typeof part.user>().toEqualTypeOf<TypingUser>()
  else if (part.type === 'others') expectTypeOf<typeof part.users>().toEqualTypeOf<readonly TypingUser[]>()
  // @ts-expect-error text belongs to nobody
  else part.user.id.trim()
}
// @ts-expect-error `other` is what the categories left out fall back to
formatTyping(users, { messages: { typing: { one: '{names}' }, others: { other: '{count}' } } })
// @ts-expect-error words are data and not functions
formatTyping(users, { messages: { typing: { other: () => '' }, others: { other: '{count}' } } })
