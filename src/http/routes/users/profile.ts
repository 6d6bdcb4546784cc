import { changeProfileContract } from '../../contract/users.ts'
import { personOf } from '../../person.ts'
import { deploymentRoute } from '../../route.ts'

export const changeProfile = deploymentRoute(changeProfileContract, async ({ actor, body, deps, note, now }) => {
  const { id, email } = personOf(actor)
  note({ subject: email, details: { name: body.name } })
  await deps.store.users.change(id, { name: body.name }, now)
})
