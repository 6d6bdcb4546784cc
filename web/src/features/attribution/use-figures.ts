import { listModelsContract } from '#http/contract/attribution.ts'
import { useRead } from '../../api/use-api.ts'
import { daysOf, type Period } from './periods.ts'

interface Chosen {
  readonly period: Period
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly model?: string | undefined
  readonly view: 'period' | 'cohort'
}

export interface FiguresQuery {
  /** Absent: the default of the connection. */
  readonly model?: string
  readonly view: 'period' | 'cohort'
  readonly from?: string
  readonly to?: string
}

/**
 * The models that can be chosen, and the query that the choices of a page make; null while it is not known what day the org has,
 * which only "this month" and its like depend on: whatever else is asked for does not wait.
 */
export function useFigures(search: Chosen) {
  const models = useRead(listModelsContract)
  const { period } = search
  const today = models.data?.today ?? (period === 'all' || period === 'custom' ? '1970-01-01' : null)
  const query: FiguresQuery | null =
    today === null
      ? null
      : {
          ...(search.model === undefined ? {} : { model: search.model }),
          view: search.view,
          ...daysOf(search, today),
        }
  return { models, query }
}
