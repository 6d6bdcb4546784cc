import { notifications } from '@mantine/notifications'
import { acceptLeadsContract, reassignLeadsContract, rejectLeadsContract } from '#http/contract/lead-actions.ts'
import type { LeadOutcomes } from '#http/contract/lead-actions.ts'
import { useAction } from '../../api/use-api.ts'
import { doneWords } from './lead-words.ts'

/** What can be done to leads; each tells what became of it, and whoever was refused with the reason. */
export function useLeadActions(onDone: (outcomes: LeadOutcomes) => void = () => undefined) {
  const after = (outcomes: LeadOutcomes): void => {
    tellRefused(outcomes)
    onDone(outcomes)
  }
  return {
    accept: useAction(acceptLeadsContract, { done: (reply) => doneWords(reply, 'accepted'), onDone: after }),
    reject: useAction(rejectLeadsContract, { done: (reply) => doneWords(reply, 'given back'), onDone: after }),
    reassign: useAction(reassignLeadsContract, { done: (reply) => doneWords(reply, 'passed on'), onDone: after }),
  }
}
export type LeadActions = ReturnType<typeof useLeadActions>

/** Many with one reason are told once. */
function tellRefused({ outcomes }: LeadOutcomes): void {
  const refused = outcomes.filter(({ kind }) => kind === 'refused')
  const groups = Map.groupBy(refused, ({ message, remedy }) => JSON.stringify([message, remedy]))
  for (const group of groups.values()) {
    const [first] = group
    if (first === undefined) continue
    const { message, remedy } = first
    notifications.show({
      title: group.length === 1 ? message : `${group.length} leads: ${message ?? ''}`,
      message: remedy,
      color: 'yellow',
      withBorder: true,
      autoClose: 12_000,
    })
  }
}
