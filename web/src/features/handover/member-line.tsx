import type { PoolMemberNow } from '#http/contract/handover.ts'
import { CheckIcon, PauseIcon } from '../../components/icons.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import classes from './handover.module.css'

const STATE_WORDS: Readonly<Record<PoolMemberNow['state'], string>> = {
  'can-take': 'Can take leads',
  'no-user': 'No such user',
  inactive: 'Not active',
  excluded: 'Not this lead',
  'on-leave': 'On leave',
  'outside-hours': 'Outside hours',
  'open-capacity': 'Desk is full',
  'day-capacity': 'Full for today',
}

/** One member of a pool as they are now. */
export function MemberLine({ member, isNext }: { readonly member: PoolMemberNow; readonly isNext: boolean }) {
  const can = member.state === 'can-take'
  const { open, perDay } = member.capacity
  return (
    <div className={classes['member']}>
      <span style={{ overflowWrap: 'anywhere' }}>
        <b>{member.name ?? member.email}</b>
        {isNext ? ' · next' : ''}
        <br />
        <span className={classes['quiet']}>{member.email}</span>
      </span>
      <span className="figures">
        {Math.round(member.share * 100)} %<br />
        <span className={classes['quiet']}>weight {member.weight}</span>
      </span>
      <span className="figures">
        {member.openLeads.toLocaleString()} open{open === null ? '' : ` of ${open}`}
        <br />
        <span className={classes['quiet']}>
          {member.today} today{perDay === null ? '' : ` of ${perDay}`}
        </span>
      </span>
      <span>
        <StatusBadge
          tone={can ? 'good' : member.state === 'no-user' || member.state === 'inactive' ? 'bad' : 'warn'}
          icon={can ? <CheckIcon size={12} /> : <PauseIcon size={12} />}
        >
          {STATE_WORDS[member.state]}
        </StatusBadge>
        <br />
        <span className={classes['quiet']}>
          {member.why ?? hoursWords(member)}
          {member.backAt === null ? null : (
            <>
              {' · back '}
              <When at={member.backAt} />
            </>
          )}
        </span>
      </span>
    </div>
  )
}

const hoursWords = ({ hours, leave }: PoolMemberNow): string => {
  const away = leave.map(({ from, to }) => `${from} to ${to}`)
  return [
    hours === null ? 'at any time' : `hours: ${hours}`,
    ...(away.length === 0 ? [] : [`away ${away.join(', ')}`]),
  ].join(' · ')
}
