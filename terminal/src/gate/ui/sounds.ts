import type { Answer } from './gate-state.ts';

interface Note {
  hz: number;
  atMs: number;
  forMs: number;
}

/** Told apart by pitch, rhythm and colour: two bright rising notes, one long low buzz twice, three knocks in the middle. */
const tunes: Record<Answer, { wave: OscillatorType; level: number; notes: readonly Note[] }> = {
  yes: {
    wave: 'sine',
    level: 0.5,
    notes: [
      { hz: 1047, atMs: 0, forMs: 110 },
      { hz: 1568, atMs: 110, forMs: 240 },
    ],
  },
  no: {
    wave: 'sawtooth',
    level: 0.4,
    notes: [
      { hz: 165, atMs: 0, forMs: 260 },
      { hz: 123, atMs: 300, forMs: 520 },
    ],
  },
  desk: {
    wave: 'triangle',
    level: 0.6,
    notes: [0, 170, 340].map((atMs) => ({ hz: 587, atMs, forMs: 90 })),
  },
};

export interface Sounds {
  play: (answer: Answer) => void;
  /** Browsers let a page sound only after a key or a touch: called at each of them. */
  wake: () => void;
  close: () => void;
}

export function openSounds(): Sounds {
  let context: AudioContext | null = null;
  const open = () => {
    if (typeof AudioContext === 'undefined') return null;
    context ??= new AudioContext();
    if (context.state === 'suspended') void context.resume();
    return context;
  };
  return {
    wake: open,
    play: (answer) => {
      const audio = open();
      if (audio) for (const note of tunes[answer].notes) playNote(audio, tunes[answer], note);
    },
    close: () => {
      void context?.close();
      context = null;
    },
  };
}

function playNote(audio: AudioContext, { wave, level }: (typeof tunes)[Answer], { hz, atMs, forMs }: Note): void {
  const from = audio.currentTime + atMs / 1000;
  const until = from + forMs / 1000;
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.type = wave;
  tone.frequency.value = hz;
  // A soft edge: a tone that is cut off clicks.
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(level, from + 0.012);
  volume.gain.setValueAtTime(level, until - 0.03);
  volume.gain.linearRampToValueAtTime(0, until);
  tone.connect(volume).connect(audio.destination);
  tone.start(from);
  tone.stop(until);
}
