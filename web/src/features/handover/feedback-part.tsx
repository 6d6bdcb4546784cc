import { MultiSelect, NumberInput, Select, Stack, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Panel } from '../../components/panel.tsx'
import { ProblemLines } from '../config-draft/problem-lines.tsx'
import { useHandover } from './handover-context.ts'
import { AddButton, RemoveButton } from './ordered-list.tsx'
import { ReturnsList } from './returns-list.tsx'
import { SectionText } from './section-text.tsx'
import { tidy, type Feedback } from './written.ts'
import classes from './handover.module.css'

/** How sales answers in Salesforce, and what becomes of who is given back. */
export function FeedbackPart() {
  const { draft, written, facts, problems } = useHandover()
  const { feedback } = written
  const put = (patch: { [K in keyof Feedback]?: Feedback[K] | undefined }): void =>
    draft.set(['feedback'], tidy({ ...feedback, ...patch }))
  const disabled = !draft.mayEdit
  const statuses = (
    key: 'acceptedStatuses' | 'qualifiedStatuses' | 'rejectedStatuses',
    label: string,
    description: string,
  ) => (
    <MultiSelect
      label={label}
      description={description}
      data={optionsWith(facts.leadStatuses, feedback[key] ?? [])}
      value={[...(feedback[key] ?? [])]}
      disabled={disabled}
      onChange={(values) => put({ [key]: values.length === 0 ? undefined : values })}
    />
  )
  return (
    <>
      <Panel
        title="What sales answers"
        note="Sales answers on the Lead or Contact itself. These words of Salesforce say what it means."
      >
        <Stack gap="lg">
          <div className={classes['two']}>
            {statuses('acceptedStatuses', 'Accepted', 'Lead Statuses that mean: somebody works on it')}
            {statuses('qualifiedStatuses', 'Qualified', 'An opportunity qualifies as well')}
            {statuses('rejectedStatuses', 'Given back', 'Lead Statuses that mean: back to marketing')}
          </div>
          <div className={classes['two']}>
            <TextInput
              label="Field with the reason"
              description="Of Lead and Contact; filling it in gives the person back"
              value={feedback.reasonField ?? 'Tandem_Rejection_Reason__c'}
              disabled={disabled}
              onChange={(event) => put({ reasonField: event.currentTarget.value || undefined })}
            />
            <TextInput
              label="Reason where sales gave none"
              value={feedback.defaultReason ?? 'No reason given'}
              disabled={disabled}
              onChange={(event) => put({ defaultReason: event.currentTarget.value || undefined })}
            />
            <Select
              label="Stage in HubSpot of who is given back"
              description="One that is not handed over"
              data={optionsWith(facts.stages, [feedback.recycleStage ?? 'lead'])}
              value={feedback.recycleStage ?? 'lead'}
              allowDeselect={false}
              disabled={disabled}
              onChange={(value) => put({ recycleStage: value ?? undefined })}
            />
            <TextInput
              label="Owner in Salesforce then"
              description="E-mail of a user, or developer name of a queue; blank: the fallback owner"
              value={feedback.recycleOwner ?? ''}
              disabled={disabled}
              onChange={(event) => put({ recycleOwner: event.currentTarget.value || undefined })}
            />
            <Select
              label="Lead Status of a lead that comes back"
              data={optionsWith(facts.leadStatuses, [feedback.reopenedStatus ?? 'Open - Not Contacted'])}
              value={feedback.reopenedStatus ?? 'Open - Not Contacted'}
              allowDeselect={false}
              disabled={disabled}
              onChange={(value) => put({ reopenedStatus: value ?? undefined })}
            />
          </div>
          <ReturnAfter feedback={feedback} disabled={disabled} put={put} />
          <Switch
            label="Tandem closes its follow-up task when somebody answered otherwise, or the lead is given back"
            checked={feedback.closesTask ?? false}
            disabled={disabled}
            onChange={(event) => put({ closesTask: event.currentTarget.checked ? true : undefined })}
          />
          <ProblemLines problems={problems.at('feedback')} />
        </Stack>
        <SectionText path={['feedback']} name="Feedback" />
      </Panel>
      <ReturnsList />
    </>
  )
}

function ReturnAfter(props: {
  readonly feedback: Feedback
  readonly disabled: boolean
  readonly put: (patch: { [K in keyof Feedback]?: Feedback[K] | undefined }) => void
}) {
  const { feedback, disabled, put } = props
  const [reason, setReason] = useState('')
  const byReason = Object.entries(feedback.returnAfterDaysByReason ?? {})
  const save = (next: readonly (readonly [string, number | null])[]): void =>
    put({ returnAfterDaysByReason: next.length === 0 ? undefined : Object.fromEntries(next) })
  return (
    <fieldset className={classes['fieldset']}>
      <legend className={classes['legend']}>When they may come back</legend>
      <NumberInput
        label="After days"
        description="Blank: not before they qualify anew"
        min={1}
        value={feedback.returnAfterDays === null ? '' : (feedback.returnAfterDays ?? 90)}
        disabled={disabled}
        onChange={(value) => put({ returnAfterDays: value === '' ? null : Number(value) })}
        maw={280}
      />
      {byReason.map(([name, days]) => (
        <div className={classes['row']} key={name}>
          <TextInput label="Reason" value={name} readOnly />
          <NumberInput
            label="After days"
            placeholder="when they qualify anew"
            min={1}
            value={days ?? ''}
            disabled={disabled}
            onChange={(value) =>
              save(
                byReason.map(
                  ([one, old]) => [one, one === name ? (value === '' ? null : Number(value)) : old] as const,
                ),
              )
            }
          />
          <span />
          {disabled ? null : (
            <RemoveButton what={`reason ${name}`} onClick={() => save(byReason.filter(([one]) => one !== name))} />
          )}
        </div>
      ))}
      {disabled ? null : (
        <div className={classes['row']}>
          <TextInput
            label="Another reason"
            placeholder="No budget"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <AddButton
            onClick={() => {
              if (reason.trim() === '') return
              save([...byReason, [reason.trim(), 90]])
              setReason('')
            }}
          >
            Add this reason
          </AddButton>
        </div>
      )}
    </fieldset>
  )
}

function optionsWith(
  options: readonly { readonly value: string; readonly label: string }[] | null,
  chosen: readonly string[],
): { readonly value: string; readonly label: string }[] {
  const known = new Set((options ?? []).map(({ value }) => value))
  return [...(options ?? []), ...chosen.filter((value) => !known.has(value)).map((value) => ({ value, label: value }))]
}
