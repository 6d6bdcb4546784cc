import * as z from 'zod'
import { connectionContract } from './contract.ts'
import { count, day, instant } from './primitives.ts'

const figures = z.strictObject({
  handedOver: count.meta({ description: 'By when they qualified, as the overview counts them' }),
  answered: count.meta({ description: 'First responses, in time or late' }),
  breached: count.meta({ description: 'Deadlines that passed unanswered' }),
})

/** Reply of `GET /today`. */
export const todaySchema = z
  .strictObject({
    generatedAt: instant,
    timeZone: z.string().meta({ description: 'Days begin and end in it' }),
    days: z
      .array(figures.extend({ day }))
      .meta({ description: 'Oldest first, the last one is today and not over yet' }),
    yesterdayByNow: figures.meta({ description: 'Yesterday until the same time of day' }),
    needs: z
      .strictObject({
        parked: count,
        conflicts: count,
        frozen: count,
        matches: count,
        breached: count.meta({ description: 'Leads that are past their deadline and unanswered' }),
        unowned: count.meta({ description: 'Leads that wait in a queue' }),
        parkedAlerts: count.meta({ description: 'Alerts that could not be sent' }),
        failingJobs: count,
      })
      .meta({ description: 'What waits for a person, each counted up to a thousand' }),
    inbox: z.strictObject({ total: count, dueNow: count, oldestAt: instant.nullable() }),
    config: z
      .strictObject({ version: count, author: z.string(), at: instant, comment: z.string() })
      .nullable()
      .meta({ description: 'The newest version of the mapping' }),
  })
  .meta({ id: 'Today', description: 'Today beside the days before, and what waits for a person' })
export type Today = z.infer<typeof todaySchema>

export const readTodayContract = connectionContract({
  name: 'readToday',
  method: 'GET',
  path: '/today',
  access: 'read',
  tag: 'Overview',
  summary: 'Today beside the days before, and what waits for a person',
  reply: todaySchema,
})
