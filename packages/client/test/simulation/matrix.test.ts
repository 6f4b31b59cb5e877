import { describeSimulated } from './protocol-suite.ts'

describeSimulated('matrix', {
  usual: 70,
  hostile: 10,
  calm: 20,
  loss: {
    hours: 20,
    seen: [
      [0.05, 0.9995],
      [0.1, 0.999],
      [0.2, 0.997],
    ],
  },
})
