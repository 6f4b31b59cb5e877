/** The part of an input event that is read; React's events and the browser's own both have it. */
export interface TypingInputEvent {
  readonly target: EventTarget | null
  readonly currentTarget: EventTarget | null
}

type TextControl = HTMLInputElement | HTMLTextAreaElement

const TEXT_TYPES: ReadonlySet<string> = new Set(['text', 'url', 'tel', 'email'])
const EDITABLE: ReadonlySet<string> = new Set(['', 'true', 'plaintext-only'])

// By shape and not by `instanceof`: a field in another window has other classes.
function isNode(target: EventTarget | null): target is Node {
  return target !== null && 'nodeType' in target
}

function isElement(target: EventTarget | null): target is Element {
  return isNode(target) && target.nodeType === 1
}

function isTextControl(element: Element): element is TextControl {
  if (element.localName === 'textarea') return true
  return element.localName === 'input' && 'type' in element && TEXT_TYPES.has(String(element.type))
}

function isEditable(element: Element): boolean {
  const host = element.closest('[contenteditable]')
  return host !== null && EDITABLE.has((host.getAttribute('contenteditable') ?? '').toLowerCase())
}

/**
 * The text field that an input event comes from, if it is one to write messages in: a textarea, an input of type
 * text, url, tel or email, or editable content, inside the element that listens.
 */
export function fieldOf(event: TypingInputEvent): Element | undefined {
  const { target, currentTarget } = event
  if (!isElement(target) || !isNode(currentTarget)) return undefined
  // React also delivers what happens in a portal, such as the search of an emoji picker.
  if (!currentTarget.contains(target)) return undefined
  return isTextControl(target) || isEditable(target) ? target : undefined
}

/** What is written in a field. Of pictures, as emoji may be, it is what they stand for. */
export function draftOf(field: Element): string {
  if (isTextControl(field)) return field.value
  // Slate alone writes its placeholder into the field itself.
  const placeholder = field.querySelector('[data-slate-placeholder]')?.textContent ?? ''
  const pictures = [...field.querySelectorAll('img[alt]')].map((picture) => picture.getAttribute('alt'))
  return [field.textContent.replace(placeholder, ''), ...pictures].join('')
}

/** Calls back when editable content has changed, whoever changed it; returns the way to end that. */
export function followContent(field: Element, changed: () => void): () => void {
  if (isTextControl(field)) return () => {}
  const observer = new MutationObserver(changed)
  observer.observe(field, { childList: true, characterData: true, subtree: true })
  return () => observer.disconnect()
}

/** The form that a field belongs to. */
export function formOf(field: Element): HTMLFormElement | null {
  return isTextControl(field) ? field.form : field.closest('form')
}
