import type { SideLooked } from '#app/provision-accounts.ts'
import type { ProvisionRunView, ProvisionSideView } from '../contract/provision.ts'
import type { ProvisionRun } from '../provision-desk.ts'
import { toInstantText } from './instants.ts'

export function toSide(looked: SideLooked): ProvisionSideView {
  if ('refused' in looked) {
    const { code, message, remedy } = looked.refused
    return { steps: null, missing: 0, problem: { code, message, remedy } }
  }
  const missing = looked.steps.filter(({ state }) => state === 'missing' || state === 'invisible').length
  return { steps: looked.steps.map((step) => ({ ...step })), missing, problem: null }
}

export const toProvisionRun = (run: ProvisionRun): ProvisionRunView => ({
  id: run.id,
  state: run.state,
  startedAt: toInstantText(run.startedAt),
  startedBy: run.startedBy,
  sides: [...run.sides],
  steps: run.steps.map((step) => ({ ...step })),
  problem: run.problem === null ? null : { ...run.problem },
})
