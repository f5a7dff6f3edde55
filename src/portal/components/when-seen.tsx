import { type ReactNode, useEffect, useRef, useState } from "react";

/** Something that is loaded and shown only where a reader comes near it. */
export function WhenSeen({ children }: { children: ReactNode }) {
  const [isSeen, setIsSeen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const watching = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        watching.disconnect();
        setIsSeen(true);
      },
      { rootMargin: "25%" },
    );
    if (place.current !== null) watching.observe(place.current);
    return () => watching.disconnect();
  }, []);
  return <div ref={place}>{isSeen && children}</div>;
}
