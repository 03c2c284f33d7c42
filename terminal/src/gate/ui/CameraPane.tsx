import { useEffect, useRef, useState } from 'react';
import { openCodeReader } from './code-reader.ts';
import { GateIcon } from './GateIcon.tsx';
import { useGateWords } from './gate-words.ts';
import { createRepeatGuard } from './repeat-guard.ts';

type CameraState = 'opening' | 'open' | 'refused' | 'none' | 'failed';

const pictureEveryMs = 120;

export function CameraPane({ onText, onClose }: { onText: (text: string) => void; onClose: () => void }) {
  const { t } = useGateWords();
  const video = useRef<HTMLVideoElement>(null);
  const camera = useCamera(video, onText);
  return (
    <section className="gate-camera" data-testid="camera-pane" data-camera={camera}>
      <h1 className="unseen">{t('gate.camera')}</h1>
      {/* biome-ignore lint/a11y/useMediaCaption: a camera's picture has no sound */}
      <video ref={video} playsInline muted hidden={camera !== 'open'} />
      {camera === 'open' ? (
        <span className="gate-camera-frame" />
      ) : (
        <p role="status">
          <GateIcon name="camera" />
          {t(`gate.camera-${camera}`)}
        </p>
      )}
      <button type="button" className="button gate-tool" onClick={onClose}>
        {t('gate.camera-off')}
      </button>
    </section>
  );
}

/** Looks at a picture now and then for as long as the pane is there; the camera is let go with it. */
function useCamera(video: React.RefObject<HTMLVideoElement | null>, onText: (text: string) => void): CameraState {
  const [camera, setCamera] = useState<CameraState>('opening');
  useEffect(() => {
    let stopped = false;
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const isNew = createRepeatGuard();
    const run = async () => {
      const reading = openCodeReader();
      // Awaited below; the camera may be refused first.
      reading.catch(() => undefined);
      stream = await openStream();
      if (stopped || !video.current) return stopStream(stream);
      video.current.srcObject = stream;
      await video.current.play();
      const reader = await reading;
      if (!stopped) setCamera('open');
      const look = async () => {
        if (stopped || !video.current) return;
        // A picture that can't be read is no reason to stop looking.
        const texts = video.current.videoWidth > 0 ? await reader.read(video.current).catch(() => []) : [];
        if (stopped) return;
        for (const text of texts) if (text !== '' && isNew(text, performance.now())) onText(text);
        timer = setTimeout(() => void look(), pictureEveryMs);
      };
      await look();
    };
    run().catch((thrown) => {
      if (!stopped) setCamera(whyNot(thrown));
      if (stream) stopStream(stream);
    });
    return () => {
      stopped = true;
      clearTimeout(timer);
      if (stream) stopStream(stream);
    };
  }, [video, onText]);
  return camera;
}

function openStream(): Promise<MediaStream> {
  // Missing on an address that the browser doesn't trust.
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException('no cameras here', 'NotFoundError');
  return navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
  });
}

function stopStream(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function whyNot(thrown: unknown): CameraState {
  const name = thrown instanceof DOMException ? thrown.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none';
  console.error(thrown);
  return 'failed';
}
