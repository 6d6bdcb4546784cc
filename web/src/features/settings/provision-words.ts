import type { ProvisionSideView, ProvisionStepView } from '#http/contract/provision.ts'

export const CRM = { hubspot: 'HubSpot', salesforce: 'Salesforce' } as const
export type ProvisionSide = keyof typeof CRM

/** What is still to be made or shown, in the order in which it is made. */
export const missingOf = ({ steps }: Pick<ProvisionSideView, 'steps'>): readonly ProvisionStepView[] =>
  (steps ?? []).filter(({ state }) => state === 'missing' || state === 'invisible')
