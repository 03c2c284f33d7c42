import '../../looks/people.css';
import { useEffect, useState } from 'react';
import type { Refusal } from '../../api.ts';
import { useApp, useLoaded } from '../../app.ts';
import { Field, Loading, OrderBar, RefusalNotice, useOrder } from '../../parts/parts.tsx';
import type { HouseLines, PaperWish } from '../../people-types.ts';

const widths = [58, 80] as const;
const limits = { header: 4, footer: 6 } as const;
const lineCharsMax = 96;
/** After the last key: nobody wants a picture of each letter. */
const typedMs = 350;

const toLines = (text: string): string[] => text.split('\n').flatMap((line) => line.trim() || []);

/** What terminals print, as it comes out of the printer, with the lines that are being written. */
export function PapersPage() {
  const { api, words, cinema } = useApp();
  const kept = useLoaded(`house lines ${cinema.id}`, () => api.houseLines(cinema.id));
  if (kept.state === 'refused') return <RefusalNotice refusal={kept.refusal} again={kept.again} />;
  if (kept.state === 'loading') return <Loading />;
  const { lines, papers } = kept.body;
  return (
    <>
      <div className="head">
        <h1>{words.t('papers.title')}</h1>
      </div>
      <p className="note">{words.t('papers.lead')}</p>
      <Gallery key={JSON.stringify(lines)} lines={lines} papers={papers} again={kept.again} />
    </>
  );
}

interface GalleryProps {
  lines: HouseLines;
  papers: readonly string[];
  again: () => void;
}

function Gallery({ lines, papers, again }: GalleryProps) {
  const { words } = useApp();
  const [name, setName] = useState(papers[0] ?? '');
  const [language, setLanguage] = useState(words.language);
  const [texts, setTexts] = useState({ header: lines.header.join('\n'), footer: lines.footer.join('\n') });
  const shown = useSettled(texts, typedMs);
  return (
    <div className="papers">
      <div className="papers-side">
        <section className="card" aria-label={words.t('papers.list')}>
          <Field label={words.t('papers.list')}>
            {(id) => (
              <select
                id={id}
                className="full"
                value={name}
                data-testid="paper"
                onChange={(event) => setName(event.target.value)}
              >
                {papers.map((each) => (
                  <option key={each} value={each}>
                    {words.named('paper', each)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <div className="tabs">
            {(['en', 'zh'] as const).map((each) => (
              <button
                key={each}
                type="button"
                lang={each}
                aria-pressed={language === each}
                onClick={() => setLanguage(each)}
              >
                {each === 'en' ? 'English' : '中文'}
              </button>
            ))}
          </div>
        </section>
        <LinesEditor lines={lines} texts={texts} onChange={setTexts} again={again} />
      </div>
      <div className="papers-desk">
        {widths.map((width) => (
          <PaperPicture key={width} wish={{ name, width, language, ...shown }} />
        ))}
      </div>
    </div>
  );
}

/** The value, once it has stayed the same for so long. */
function useSettled<V>(value: V, ms: number): V {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

type Picture = { state: 'loading' } | { state: 'here'; url: string } | { state: 'refused'; refusal: Refusal };

/** A page may show pictures of its own server alone, and an address sends no token: so it is fetched, and shown as data. */
function PaperPicture({ wish }: { wish: PaperWish }) {
  const { api, words, cinema } = useApp();
  const [picture, setPicture] = useState<Picture>({ state: 'loading' });
  const [tries, setTries] = useState(0);
  const what = JSON.stringify(wish);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `what` is what the wish says.
  useEffect(() => {
    let isWanted = true;
    const show = (next: Picture) => isWanted && setPicture(next);
    void api.paper(cinema.id, wish).then((answer) => {
      if (!answer.ok) return show({ state: 'refused', refusal: answer.refusal });
      const reader = new FileReader();
      reader.onload = () => show({ state: 'here', url: String(reader.result) });
      reader.readAsDataURL(answer.body);
    });
    return () => {
      isWanted = false;
    };
  }, [what, cinema.id, tries]);
  const alt = words.t('papers.alt', { name: words.named('paper', wish.name), width: wish.width });
  return (
    <figure className={`paper-${wish.width}`}>
      <figcaption>{wish.width} mm</figcaption>
      {picture.state === 'loading' && <Loading rows={6} />}
      {picture.state === 'refused' && <RefusalNotice refusal={picture.refusal} again={() => setTries((n) => n + 1)} />}
      {picture.state === 'here' && <img src={picture.url} alt={alt} data-testid={`paper-${wish.width}`} />}
    </figure>
  );
}

interface LinesEditorProps {
  lines: HouseLines;
  texts: { header: string; footer: string };
  onChange: (texts: { header: string; footer: string }) => void;
  again: () => void;
}

function LinesEditor({ lines, texts, onChange, again }: LinesEditorProps) {
  const { api, words, cinema, tell } = useApp();
  const draft: HouseLines = { header: toLines(texts.header), footer: toLines(texts.footer) };
  const faults = (['header', 'footer'] as const).filter(
    (part) => draft[part].length > limits[part] || draft[part].some((line) => line.length > lineCharsMax),
  );
  const isChanged = JSON.stringify(draft) !== JSON.stringify(lines);
  const order = useOrder(
    (key) => api.changeHouseLines(cinema.id, key, draft),
    () => {
      tell(words.t('papers.done'));
      again();
    },
  );
  return (
    <section className="card" aria-label={words.t('papers.lines')}>
      <h2>{words.t('papers.lines')}</h2>
      <p className="muted">{words.t('papers.lines.lead')}</p>
      {(['header', 'footer'] as const).map((part) => (
        <Field key={part} label={words.t(`papers.${part}`)} hint={words.t(`papers.${part}.hint`)}>
          {(id) => (
            <textarea
              id={id}
              rows={part === 'header' ? 3 : 4}
              value={texts[part]}
              data-testid={`lines-${part}`}
              onChange={(event) => onChange({ ...texts, [part]: event.target.value })}
            />
          )}
        </Field>
      ))}
      {faults.map((part) => (
        <p key={part} className="bad" role="alert">
          {words.t(`papers.${part}`)}: {words.t('papers.fault', { n: limits[part] })}
        </p>
      ))}
      <OrderBar
        order={order}
        label={words.t('papers.go')}
        backLabel={words.t('papers.undo')}
        onClose={() => onChange({ header: lines.header.join('\n'), footer: lines.footer.join('\n') })}
        isReady={isChanged && faults.length === 0}
      />
    </section>
  );
}
