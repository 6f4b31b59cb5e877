import { describeSimulated } from './protocol-suite.ts'

describeSimulated('matrix', { usual: 60, hostile: 12, calm: 20 })
