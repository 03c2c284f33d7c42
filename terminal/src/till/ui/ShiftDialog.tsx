import { type ReactNode, useEffect } from 'react';
import type { ShiftReport } from '../../calls.ts';
import { useWords } from '../../ui-kit/words.ts';
import { CashForm } from './CashForm.tsx';
import { CountForm } from './CountForm.tsx';
import { HandOverForm } from './HandOverForm.tsx';
import { TillDialog } from './TillDialog.tsx';
import type { TillProps } from './till-props.ts';
import type { ShiftForm } from './till-state.ts';

const forms = ['cash-in', 'drop', 'paid-out', 'no-sale', 'hand-over', 'count'] as const satisfies ShiftForm[];

/** What is done with the drawer apart from selling. The number keys choose. */
export function ShiftDialog(props: TillProps) {
  const { state, actions, dispatch } = props;
  const { t } = useWords();
  const { shift, report } = state;
  const seeX = async () => {
    const answer = await actions.askOrSay('shift-report', { print: true, language: state.language });
    if (answer) dispatch({ type: 'report-told', report: answer.report });
  };
  const close = () => {
    dispatch({ type: 'report-told', report: null });
    actions.open(null);
  };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { key } = event;
      const form = forms[Number(key) - 1];
      if (!shift || (!form && key !== '7')) return;
      // The form's first field has the focus before the digit would be typed.
      event.preventDefault();
      if (form) actions.open(form);
      else void seeX();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  });
  return (
    <TillDialog {...props} title={t('till.shift')} size="wide" testId="shift-dialog" onClose={close}>
      {shift ? (
        <p className="muted">
          {t('till.shift-of', { shift: shift.shiftSeq, name: shift.staffName, drawer: shift.drawer })}
        </p>
      ) : (
        !report && <p className="muted">{t('till.shift-none')}</p>
      )}
      {report ? (
        <ReportTable report={report} />
      ) : (
        <div className="till-menu">
          {forms.map((form, index) => (
            <MenuButton key={form} number={index + 1} form={form} disabled={!shift} onPress={() => actions.open(form)}>
              {t(`till.${form}`)}
            </MenuButton>
          ))}
          <MenuButton number={7} form="x-report" disabled={!shift} onPress={() => void seeX()}>
            {t('till.x')}
          </MenuButton>
        </div>
      )}
    </TillDialog>
  );
}

interface MenuButtonProps {
  number: number;
  form: string;
  disabled: boolean;
  onPress: () => void;
  children: ReactNode;
}
function MenuButton({ number, form, disabled, onPress, children }: MenuButtonProps) {
  return (
    <button type="button" className="button" data-testid={`menu-${form}`} disabled={disabled} onClick={onPress}>
      <kbd>{number}</kbd>
      {children}
    </button>
  );
}

/** One of the menu's forms. */
export function ShiftFormDialog(props: TillProps & { form: ShiftForm }) {
  const { actions, form } = props;
  const { t } = useWords();
  return (
    <TillDialog
      {...props}
      title={t(`till.${form}`)}
      size={form === 'count' ? 'wide' : 'narrow'}
      testId={`${form}-dialog`}
      onClose={() => actions.open('shift')}
    >
      {form === 'count' ? (
        <CountForm {...props} />
      ) : form === 'hand-over' ? (
        <HandOverForm {...props} />
      ) : (
        <CashForm {...props} kind={form} />
      )}
    </TillDialog>
  );
}

/** X or Z: the figures as the paper has them. */
export function ReportTable({ report }: { report: ShiftReport }) {
  const { t, money } = useWords();
  const { figures, counted, unsent } = report;
  const { corrections } = figures;
  const over = counted?.overShortMinor ?? 0;
  const rows: [string, string][] = [
    [t('till.report.sales'), String(figures.sales)],
    [t('till.report.tickets'), String(figures.tickets)],
    [t('till.report.tickets-sum'), money(figures.ticketsMinor)],
    ...(figures.itemsMinor > 0 ? [[t('till.report.items'), money(figures.itemsMinor)] as [string, string]] : []),
    ...(figures.comps > 0 ? [[t('till.report.comps'), String(figures.comps)] as [string, string]] : []),
    [t('till.report.refunds'), `${figures.refunds} · ${money(figures.refundsMinor)}`],
    ...(corrections && corrections.refunds > 0
      ? [
          [t('till.report.corrections'), `${corrections.refunds} · ${money(corrections.refundsMinor)}`] as [
            string,
            string,
          ],
        ]
      : []),
    ...figures.tenders.map((tender): [string, string] => [
      t(`till.tender.${tender.kind}`),
      `${money(tender.inMinor)} − ${money(tender.outMinor)}`,
    ]),
    [t('till.report.tax'), money(figures.taxMinor)],
    [t('till.report.float'), money(figures.floatMinor)],
    [t('till.report.cash-in'), money(figures.cashInMinor)],
    [t('till.report.drop'), money(figures.dropMinor)],
    [t('till.report.paid-out'), money(figures.paidOutMinor)],
    [t('till.report.no-sale'), String(figures.noSales)],
    [t('till.expected'), money(report.expectedMinor)],
    ...(counted ? [[t('till.counted'), money(counted.countedMinor)] as [string, string]] : []),
    ...(unsent.entries > 0
      ? [[t('till.report.unsent'), `${unsent.sales} · ${money(unsent.salesMinor)}`] as [string, string]]
      : []),
  ];
  return (
    <div data-testid="report">
      <h3>{t(report.kind === 'Z' ? 'till.z' : 'till.x')}</h3>
      {counted && (
        <p className="till-change-line" data-short={over !== 0} data-testid="over-short">
          {over === 0 ? t('till.right') : t(over > 0 ? 'till.over' : 'till.short', { amount: money(Math.abs(over)) })}
        </p>
      )}
      <dl className="till-report">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
