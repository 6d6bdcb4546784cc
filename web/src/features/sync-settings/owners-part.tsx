import { TagsInput } from '@mantine/core'
import { Panel } from '../../components/panel.tsx'
import { ProblemLines } from '../config-draft/problem-lines.tsx'
import { useHandover } from '../handover/handover-context.ts'
import { UserPicker } from '../handover/user-picker.tsx'
import { useRouting } from '../handover/use-routing.ts'
import { OwnerMap } from './owner-map.tsx'
import classes from './sync-settings.module.css'

/** Who is whom on the other side, who stands in, and who is no person. */
export function OwnersPart() {
  const { draft, facts, problems } = useHandover()
  const { routing, put } = useRouting()
  const disabled = !draft.mayEdit
  const automation = draft.at(['automationUsers'])
  const robots = Array.isArray(automation) ? (automation as readonly string[]) : []
  const names = new Map((facts.users ?? []).flatMap(({ email, name }) => (email === null ? [] : [[email, name]])))
  return (
    <>
      <OwnerMap />
      <Panel
        title="Fallback owner"
        note="Gets every lead that nobody else can take, and stands in where an owner has no user in Salesforce."
      >
        <UserPicker
          label="Salesforce user"
          value={routing.fallbackOwner ?? ''}
          disabled={disabled}
          onChange={(fallbackOwner) => put({ fallbackOwner })}
        />
        <ProblemLines problems={problems.at('routing.fallbackOwner')} />
      </Panel>
      <Panel
        title="Automation users"
        note="Salesforce users whose calls, e-mails and tasks are not a person’s: they never count as an answer to a lead. The user that Tandem is signed in as is always one."
      >
        <TagsInput
          label="Users by e-mail or id"
          placeholder={robots.length === 0 ? 'Such as a sequencing tool' : ''}
          data={[...names.keys()].filter((email): email is string => typeof email === 'string')}
          renderOption={({ option }) => (
            <span>
              {names.get(option.value)} <small>({option.value})</small>
            </span>
          )}
          value={[...robots]}
          disabled={disabled}
          limit={30}
          onChange={(value) => draft.set(['automationUsers'], value.length === 0 ? undefined : value)}
        />
        <p className={classes['quiet']} style={{ marginTop: 8 }}>
          {robots.length === 0 ? 'None besides Tandem.' : null}
        </p>
        <ProblemLines problems={problems.at('automationUsers')} />
      </Panel>
    </>
  )
}
