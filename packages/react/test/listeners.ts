import { vi } from 'vitest'

/** Counts the listeners that an element or the page has more than it had at this call, by event. */
export function countListeners(element: Element | Document): () => Readonly<Record<string, number>> {
  const counted = new Set<string>()
  const ids = new Map<unknown, string>()
  const add = element.addEventListener.bind(element)
  const remove = element.removeEventListener.bind(element)
  const idOf = (type: string, listener: unknown): string => {
    const id = ids.get(listener) ?? `${ids.size}`
    ids.set(listener, id)
    return `${type} ${id}`
  }

  vi.spyOn(element, 'addEventListener').mockImplementation((type, listener, options) => {
    counted.add(idOf(type, listener))
    add(type, listener, options)
  })
  vi.spyOn(element, 'removeEventListener').mockImplementation((type, listener, options) => {
    counted.delete(idOf(type, listener))
    remove(type, listener, options)
  })
  return () => {
    const counts: Record<string, number> = {}
    for (const id of counted) {
      const [type = ''] = id.split(' ')
      counts[type] = (counts[type] ?? 0) + 1
    }
    return counts
  }
}
