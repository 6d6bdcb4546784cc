import { NumberInput, Select, TextInput } from '@mantine/core'
import { useHandover } from './handover-context.ts'
import { NameInput } from './naming.tsx'
import { AddButton, RemoveButton, replaced, without } from './ordered-list.tsx'
import { UserPicker } from './user-picker.tsx'
import { tidy, type Leave, type Member, type Pool } from './written.ts'
import classes from './handover.module.css'

export function PoolForm(props: {
  readonly pool: Pool
  /** Names of all pools. */
  readonly taken: readonly string[]
  readonly onChange: (pool: Pool) => void
  readonly onRename: (id: string) => void
}) {
  const { pool, onChange } = props
  const members = pool.members
  return (
    <>
      <div className={classes['two']}>
        <NameInput
          id={pool.id}
          taken={props.taken}
          description="Contracts and rules that name it change with it"
          onRename={props.onRename}
        />
        <Select
          label="When nobody can take a lead"
          data={[
            { value: 'fallback', label: 'The fallback gets it at once' },
            { value: 'hold', label: 'It waits until a member can' },
          ]}
          value={pool.whenNobody ?? 'fallback'}
          allowDeselect={false}
          onChange={(value) =>
            onChange(tidy({ ...pool, whenNobody: value === 'fallback' ? undefined : value }) as Pool)
          }
        />
      </div>
      <fieldset className={classes['fieldset']}>
        <legend className={classes['legend']}>Members</legend>
        {members.map((member, i) => (
          <MemberForm
            key={i}
            member={member}
            onChange={(next) => onChange({ ...pool, members: replaced(members, i, next) })}
            onRemove={() => onChange({ ...pool, members: without(members, i) })}
          />
        ))}
        <AddButton onClick={() => onChange({ ...pool, members: [...members, { email: '' }] })}>Add a member</AddButton>
      </fieldset>
    </>
  )
}

function MemberForm(props: {
  readonly member: Member
  readonly onChange: (member: Member) => void
  readonly onRemove: () => void
}) {
  const { member, onChange } = props
  const { written } = useHandover()
  const put = (patch: { [K in keyof Member]?: Member[K] | undefined }): void =>
    onChange(tidy({ ...member, ...patch }) as Member)
  const leave = member.leave ?? []
  const who = member.email === '' ? 'the new member' : member.email
  const limit = (which: 'open' | 'perDay', value: string | number): void =>
    put({ capacity: tidy({ ...member.capacity, [which]: value === '' ? undefined : Number(value) }) })
  return (
    <div className={classes['card']} role="group" aria-label={who}>
      <div className={classes['two']}>
        <UserPicker label="Salesforce user" value={member.email} onChange={(email) => put({ email })} />
        <NumberInput
          label="Weight"
          min={1}
          value={member.weight ?? 1}
          onChange={(value) => put({ weight: Number(value) === 1 ? undefined : Number(value) })}
        />
        <Select
          label="Hours"
          data={[{ value: '', label: 'At any time' }, ...Object.keys(written.calendars)]}
          value={member.hours ?? ''}
          allowDeselect={false}
          onChange={(value) => put({ hours: value === '' || value === null ? undefined : value })}
        />
        <NumberInput
          label="Open leads at most"
          placeholder="no limit"
          min={1}
          value={member.capacity?.open ?? ''}
          onChange={(value) => limit('open', value)}
        />
        <NumberInput
          label="New leads a day at most"
          placeholder="no limit"
          min={1}
          value={member.capacity?.perDay ?? ''}
          onChange={(value) => limit('perDay', value)}
        />
      </div>
      <LeaveEditor who={who} leave={leave} onChange={(next) => put({ leave: next.length === 0 ? undefined : next })} />
      <div>
        <RemoveButton what={who} onClick={props.onRemove} />
      </div>
    </div>
  )
}

function LeaveEditor(props: {
  readonly who: string
  readonly leave: readonly Leave[]
  readonly onChange: (leave: readonly Leave[]) => void
}) {
  const { leave, onChange } = props
  const today = new Date().toISOString().slice(0, 10)
  return (
    <fieldset className={classes['fieldset']}>
      <legend className={classes['legend']}>Days away, both ends included</legend>
      {leave.map((days, i) => (
        <div className={classes['row']} key={i}>
          <TextInput
            type="date"
            label="From"
            value={days.from}
            onChange={(event) => onChange(replaced(leave, i, { ...days, from: event.currentTarget.value }))}
          />
          <TextInput
            type="date"
            label="To"
            value={days.to}
            error={days.to < days.from ? 'Ends before it begins' : null}
            onChange={(event) => onChange(replaced(leave, i, { ...days, to: event.currentTarget.value }))}
          />
          <span />
          <RemoveButton what={`leave of ${props.who}`} onClick={() => onChange(without(leave, i))} />
        </div>
      ))}
      <AddButton onClick={() => onChange([...leave, { from: today, to: today }])}>Add days away</AddButton>
    </fieldset>
  )
}
