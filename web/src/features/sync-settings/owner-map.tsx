import { Autocomplete, Stack } from '@mantine/core'
import { useState } from 'react'
import { Panel } from '../../components/panel.tsx'
import { ProblemLines } from '../config-draft/problem-lines.tsx'
import { useHandover } from '../handover/handover-context.ts'
import { AddButton, RemoveButton } from '../handover/ordered-list.tsx'
import { UserPicker } from '../handover/user-picker.tsx'
import { keyed } from '../handover/written.ts'
import { unmatchedOwners } from './owner-words.ts'
import classes from './sync-settings.module.css'

/** HubSpot owners whose Salesforce user has another e-mail. Everybody else is found by the same e-mail. */
export function OwnerMap() {
  const { draft, facts, problems } = useHandover()
  const disabled = !draft.mayEdit
  const map = keyed(draft.at(['owners'])) as Readonly<Record<string, string>>
  const [owner, setOwner] = useState('')
  const rows = Object.entries(map)
  const save = (next: readonly (readonly [string, string])[]): void =>
    draft.set(['owners'], next.length === 0 ? undefined : Object.fromEntries(next))
  const add = (email: string): void => {
    const wanted = email.trim().toLowerCase()
    if (wanted === '' || Object.hasOwn(map, wanted)) return
    save([...rows, [wanted, '']])
    setOwner('')
  }
  const alone = unmatchedOwners(facts.hubspotOwners, facts.users, map)
  const nameOf = (email: string): string | null => facts.hubspotOwners?.find((one) => one.email === email)?.name ?? null
  return (
    <Panel
      title="Owners"
      note="People are found by the same e-mail on both sides. Name those here whose addresses differ."
    >
      <Stack gap="md">
        {rows.length === 0 ? (
          <p className={classes['quiet']}>Nobody is named: everybody is found by e-mail.</p>
        ) : (
          <>
            <div className={classes['pair']} aria-hidden="true">
              <span className={classes['pairHead']}>HubSpot owner</span>
              <span />
              <span className={classes['pairHead']}>Salesforce user</span>
              <span />
            </div>
            <ul className={classes['rows']} aria-label="Owners with another address in Salesforce">
              {rows.map(([from, to], i) => (
                <li key={from} className={classes['pair']}>
                  <span>
                    {nameOf(from) ?? from}
                    {nameOf(from) === null ? null : <small className={classes['quiet']}> ({from})</small>}
                  </span>
                  <span aria-hidden="true">→</span>
                  <UserPicker
                    label={`Salesforce user of ${nameOf(from) ?? from}`}
                    value={to}
                    disabled={disabled}
                    onChange={(email) => save(rows.map((row, at) => (at === i ? [from, email] : row)))}
                  />
                  {disabled ? (
                    <span />
                  ) : (
                    <RemoveButton what={`owner ${from}`} onClick={() => save(rows.filter((_, at) => at !== i))} />
                  )}
                </li>
              ))}
            </ul>
          </>
        )}
        {disabled ? null : (
          <div className={classes['two']} style={{ alignItems: 'end' }}>
            <Autocomplete
              label="HubSpot owner to name"
              placeholder="E-mail or name"
              value={owner}
              data={(facts.hubspotOwners ?? [])
                .filter(({ email }) => !Object.hasOwn(map, email))
                .map(({ email }) => email)}
              limit={30}
              renderOption={({ option }) => (
                <span>
                  {nameOf(option.value)} <small>({option.value})</small>
                </span>
              )}
              onChange={setOwner}
            />
            <AddButton onClick={() => add(owner)}>Add this owner</AddButton>
          </div>
        )}
        {alone.length === 0 ? null : (
          <div className={classes['summary']}>
            {alone.length === 1 ? '1 active HubSpot owner has' : `${alone.length} active HubSpot owners have`} no
            Salesforce user with the same e-mail; the fallback owner stands in for them:{' '}
            {alone
              .slice(0, 8)
              .map(({ name, email }) => `${name} (${email})`)
              .join(', ')}
            {alone.length > 8 ? ` and ${alone.length - 8} more` : ''}.
          </div>
        )}
        <ProblemLines problems={problems.at('owners')} />
      </Stack>
    </Panel>
  )
}
