import { cleanup } from '@testing-library/react'
import { afterEach, beforeEach, vi } from 'vitest'

// Before each test and not once: stubs end with the test, and a `waitFor` that ran out of time leaves the second false.
beforeEach(() => {
  // Testing Library moves fake timers only where it finds a `jest`, and would wait for them without end.
  vi.stubGlobal('jest', { advanceTimersByTime: (ms: number) => vi.advanceTimersByTime(ms) })
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
})

// Without globals, Testing Library does not clean up by itself.
afterEach(cleanup)
