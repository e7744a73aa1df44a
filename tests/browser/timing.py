# SPDX-License-Identifier: MIT
"""How long a click takes until the page shows what it leads to."""

# Clicks and waits for the picture: milliseconds from the click, and from the kernel's answer if one
# was needed, to the frame that shows the new point.
TIMED_CLICK = """async ([name, wanted]) => {
    const root = document.querySelector('.interp-stepper');
    const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)));
    let answered = null;
    const note = () => { answered ??= performance.now(); };
    root.addEventListener('stepper:answer', note);
    const shown = new Promise(done => {
        const listen = event => {
            if (event.detail !== wanted) return;
            root.removeEventListener('stepper:shown', listen);
            done();
        };
        root.addEventListener('stepper:shown', listen);
    });
    const start = performance.now();
    root.querySelector(`button[aria-label=${name}]`).click();
    await shown;
    const answer = answered;
    await frame();
    root.removeEventListener('stepper:answer', note);
    const end = performance.now();
    return [end - start, answer === null ? null : end - answer];
}"""
