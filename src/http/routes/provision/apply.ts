import { applyProvisionContract } from '../../contract/provision.ts'
import { toProvisionRun } from '../../present/provision.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'

const NAMES = { hubspot: 'HubSpot', salesforce: 'Salesforce' } as const

export const applyProvision = connectionRoute(applyProvisionContract, async ({ scope, body, actor, deps, note }) => {
  const { assignTo, ...credentials } = body
  const sides = (['hubspot', 'salesforce'] as const).filter((side) => credentials[side] !== undefined)
  note({ subject: sides.map((side) => NAMES[side]).join(' and '), details: { assignTo: assignTo.length } })
  const started = await deps.provision.start(scope.connection.id, { credentials, assignTo, by: actor.name })
  if (started.kind === 'started') return toProvisionRun(started.run)
  if (started.kind === 'busy')
    throw new HttpError({
      status: 409,
      code: 'PROVISION_RUNNING',
      message: 'Somebody is having it made just now.',
      remedy: 'Wait until that has ended, then look at what is still missing.',
    })
  if (started.kind === 'refused')
    throw new HttpError({
      status: 422,
      code: 'CREDENTIAL_REFUSED',
      message: `${NAMES[started.side]} does not take this credential.`,
      remedy: `Check that it was copied whole and is an administrator’s; nothing was made. ${NAMES[started.side]} says: ${started.says}`,
    })
  const { side, account } = started
  const own = side === 'hubspot' ? scope.connection.portalId : scope.connection.orgId
  throw new HttpError({
    status: 422,
    code: 'OTHER_ACCOUNT',
    message: `The credential is of the ${NAMES[side]} account ${account}, but this connection belongs to ${own}.`,
    remedy: 'Give the credential of an administrator of that account. Nothing was made.',
  })
})
