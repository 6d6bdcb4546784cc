import * as z from 'zod'
import { pairId } from './config-fields.ts'
import { connectionContract } from './contract.ts'
import { count, instant } from './primitives.ts'

const figures = z
  .strictObject({
    pair: pairId,
    linked: count.meta({ description: 'Pairs of records that are linked' }),
    inStep: count.meta({
      description: 'Of these, the ones of which nothing is parked and no field waits for a decision',
    }),
    parked: count.meta({ description: 'Parked records, linked or not' }),
    undecided: count.meta({ description: 'Fields of which a person has to choose the value' }),
    changedAt: instant
      .nullable()
      .meta({ description: 'When Tandem last wrote one of these records; null: not among its latest thousand writes' }),
  })
  .meta({ id: 'PairFigures' })
export type PairFigures = z.infer<typeof figures>

export const readPairFiguresContract = connectionContract({
  name: 'readPairFigures',
  method: 'GET',
  path: '/config/pairs',
  access: 'read',
  tag: 'Configuration',
  summary: 'How the records of each object pair stand: in step, with problems, changed last',
  reply: z.strictObject({
    pairs: z.array(figures).meta({ description: 'Pairs that are synced by the version in force' }),
  }),
})
