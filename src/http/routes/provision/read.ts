import { readProvisionContract, readProvisionRunContract } from '../../contract/provision.ts'
import { toInstantText } from '../../present/instants.ts'
import { toProvisionRun, toSide } from '../../present/provision.ts'
import { connectionRoute } from '../../route.ts'

export const readProvision = connectionRoute(readProvisionContract, async ({ scope, deps }) => {
  const { lookedAt, hubspot, salesforce } = await deps.provision.look(scope.connection.id)
  return { lookedAt: toInstantText(lookedAt), hubspot: toSide(hubspot), salesforce: toSide(salesforce) }
})

export const readProvisionRun = connectionRoute(readProvisionRunContract, async ({ scope, deps }) => {
  const run = deps.provision.of(scope.connection.id)
  return { run: run === null ? null : toProvisionRun(run) }
})
