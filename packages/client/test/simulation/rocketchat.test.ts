import { describeSimulated } from './protocol-suite.ts'

describeSimulated('rocketchat', { usual: 140, hostile: 10, calm: 20 })
