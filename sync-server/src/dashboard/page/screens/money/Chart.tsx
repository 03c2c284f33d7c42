import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import { useApp } from '../../app.ts';
import { digitsOf } from './amounts.ts';
import type { ChartData } from './figures.ts';

const heightPx = 220;
const axisPx = 30;
const labelPx = 68;
const letterPx = 7;

/** Bars of net takings. Whoever can't see them has the table below, which says the same. */
export function Chart({ data, currency }: { data: ChartData; currency: string }) {
  const { words } = useApp();
  const place = useRef<HTMLDivElement>(null);
  const [told, setTold] = useState('');
  const theme = useTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read from the page’s own colours.
  useEffect(() => {
    const { current } = place;
    if (!current) return;
    const money = (minor: number) => words.money(minor, currency);
    const tell = (index: number | null | undefined) => {
      const name = index == null ? undefined : data.labels[index];
      setTold(
        name === undefined
          ? ''
          : words.t('takings.chart.point', { name, money: money(data.netMinor[index ?? 0] ?? 0) }),
      );
    };
    const values = [data.labels.map((_, index) => index), [...data.netMinor]] as uPlot.AlignedData;
    const plot = new uPlot(
      optionsOf(data, { currency, language: words.language, tell, width: current.clientWidth }),
      values,
      current,
    );
    const observer = new ResizeObserver(() => plot.setSize({ width: current.clientWidth, height: heightPx }));
    observer.observe(current);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [data, currency, words, theme]);
  return (
    <figure className="chart">
      <div ref={place} className="chart-place" role="img" aria-label={words.t('takings.chart')} />
      <figcaption aria-hidden="true">{told || '\u00a0'}</figcaption>
    </figure>
  );
}

interface Look {
  currency: string;
  language: string;
  tell: (index: number | null | undefined) => void;
  width: number;
}

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function optionsOf({ labels, netMinor }: ChartData, { currency, language, tell, width }: Look): uPlot.Options {
  const [muted, line, bar] = [colour('--muted'), colour('--line'), colour('--s-granted')];
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const short = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    style: 'currency',
    currency,
    notation: 'compact',
    maximumFractionDigits: 1,
  });
  const unit = 10 ** digitsOf(currency);
  const axis = { stroke: muted, font, ticks: { show: false } };
  // Every so many labels, so that they never run into each other.
  const longest = Math.min(14, Math.max(...labels.map((label) => label.length), 1));
  const step = Math.max(1, Math.ceil((labels.length * (longest * letterPx + 12)) / Math.max(width - labelPx, 1)));
  const cut = (label: string) => (label.length > 14 ? `${label.slice(0, 13)}…` : label);
  const bars = uPlot.paths.bars?.({ size: [0.68, 56], radius: 0.08 });
  return {
    width,
    height: heightPx,
    padding: [12, 12, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, y: false, points: { show: false } },
    scales: {
      x: { time: false, range: [-0.5, labels.length - 0.5] },
      y: { range: (_plot, least, most) => [Math.min(0, least) * 1.08, Math.max(most, unit) * 1.08] },
    },
    series: [
      {},
      {
        fill: bar,
        stroke: bar,
        width: 0,
        ...(bars ? { paths: bars } : {}),
        points: { show: false },
      },
    ],
    axes: [
      {
        ...axis,
        size: axisPx,
        grid: { show: false },
        splits: () => labels.map((_, index) => index).filter((index) => index % step === 0),
        values: (_plot, indexes) => indexes.map((index) => cut(labels[index] ?? '')),
      },
      {
        ...axis,
        size: labelPx,
        grid: { stroke: line, width: 1 },
        values: (_plot, splits) => splits.map((minor) => short.format(minor / unit)),
      },
    ],
    hooks: { setCursor: [(plot) => tell(netMinor.length > 0 ? plot.cursor.idx : null)] },
  };
}

const readTheme = (): string =>
  `${document.documentElement.dataset.theme ?? 'auto'} ${matchMedia('(prefers-color-scheme: dark)').matches}`;

/** Changes when the colours do. */
function useTheme(): string {
  const [theme, setTheme] = useState(readTheme);
  useEffect(() => {
    const tell = () => setTheme(readTheme());
    const observer = new MutationObserver(tell);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const query = matchMedia('(prefers-color-scheme: dark)');
    query.addEventListener('change', tell);
    return () => {
      observer.disconnect();
      query.removeEventListener('change', tell);
    };
  }, []);
  return theme;
}
