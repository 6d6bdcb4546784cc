import type { StoredAction } from '#ports/store/actions.ts'

/** Actions that are done together: `stored` in one transaction, `tasks` in one call of Salesforce. */
export interface Together {
  readonly kind: 'stored' | 'tasks'
  readonly actions: readonly StoredAction[]
}

/** So many in one transaction: their clocks are held until it ends. */
const IN_ONE_TRANSACTION = 50

const kindOf = ({ action }: StoredAction): Together['kind'] => (action.kind === 'create_task' ? 'tasks' : 'stored')

/**
 * Actions in the order of their instants, as many together as that order allows: a lead's second action sees what the first one did,
 * so stored ones of one lead are never together. Of one instant, the same step of all clocks goes together.
 */
export function inTurns(actions: readonly StoredAction[]): readonly Together[] {
  const turns: { kind: Together['kind']; actions: StoredAction[]; links: Set<string> }[] = []
  for (const action of actions.toSorted(byInstantThenStep)) {
    const last = turns.at(-1)
    const kind = kindOf(action)
    const isFull = kind === 'stored' && (last?.actions.length === IN_ONE_TRANSACTION || last?.links.has(action.linkId))
    if (last === undefined || last.kind !== kind || isFull === true)
      turns.push({ kind, actions: [action], links: new Set([action.linkId]) })
    else {
      last.actions.push(action)
      last.links.add(action.linkId)
    }
  }
  return turns.map(({ kind, actions: together }) => ({ kind, actions: together }))
}

const byInstantThenStep = (a: StoredAction, b: StoredAction): number =>
  a.dueAt - b.dueAt || compare(a.step, b.step) || compare(a.id, b.id)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
