export { createManualClock, type ManualClock } from './manual-clock.ts'
export { createMemoryServer, type MemoryServer } from './memory-server.ts'
export { createTestTyping, type SentTyping, type TestTyping, type TestTypingOptions } from './test-client.ts'
export { transportContract, type ContractCase, type TransportHarness } from './transport-contract.ts'
