/** What an app's callback or a transport of its own throws is thrown where the app sees it, and ends nothing here. */
export function shielded(call: () => void): void {
  try {
    call()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
