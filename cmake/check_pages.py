#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Open pages of the reference in Chromium: check_pages.py FOLDER [SCREENSHOTS]. Exits with 77 where that cannot be.

On a desktop and on a phone, light and dark: nothing is said on the console, nothing is wider than the screen, and the
colours are those that the reader's system asks for. The search, from file://, finds ambos_stat when `ambos_st` is
typed. A page with faults, made up here, must be found. With SCREENSHOTS a picture of each page is put there.
"""
import pathlib
import shutil
import sys
import tempfile

PAGES = ["index", "ambos_stat", "ambos_pipeline", "group__process", "example_tour"]
SCREENS = {"desktop": (1280, 900), "phone": (390, 844)}
SCHEMES = {"light": lambda brightness: brightness > 128, "dark": lambda brightness: brightness < 128}

# Connections that a browser makes for itself are refused in a closed network, and each would be a word on the console.
OPTIONS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync", "--disable-quic", "--disable-dev-shm-usage"]

WIDTH = """const content = document.getElementById('doc-content') || document.documentElement;
return Math.max(document.documentElement.scrollWidth - innerWidth, content.scrollWidth - content.clientWidth);"""
BRIGHTNESS = """const colour = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);
return Math.max(...colour.slice(0, 3));"""
FAULTY = "<body style='background: #fff'><div style='width: 5000px'>wide</div><script>nosuchfunction()</script></body>"


def missing(folder):
    try:
        import selenium  # noqa: F401
    except ImportError:
        return "Debian's python3-selenium is not installed"
    if not shutil.which("chromium") or not shutil.which("chromedriver"):
        return "chromium or chromium-driver is not installed"
    return None if (folder / "index.html").exists() else f"there are no pages in {folder}"


def start():
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for option in OPTIONS:
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)


def show(browser, screen, scheme):
    width, height = SCREENS[screen]
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": height, "deviceScaleFactor": 1, "mobile": screen == "phone"})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {
        "features": [{"name": "prefers-color-scheme", "value": scheme}]})


def look(browser, path, scheme):
    """What is wrong with a page as it is shown now."""
    browser.get(path.as_uri())
    too_wide = browser.execute_script(WIDTH)
    brightness = browser.execute_script(BRIGHTNESS)
    if too_wide > 0:
        yield f"is {too_wide} pixels wider than the screen"
    if not SCHEMES[scheme](brightness):
        yield f"is not {scheme}: the brightness of the page is {brightness} of 255"
    yield from (f"says on the console: {entry['message']}" for entry in browser.get_log("browser"))


def on_screen(folder, screen, scheme):
    """A few pages on each screen; on the narrow one every guide and group, once."""
    others = []
    if (screen, scheme) == ("phone", "light"):
        made = ("ambos_", "example_", "struct", "globals_", "dir_")
        others = [path.stem for path in sorted(folder.glob("*.html"))
                  if not path.stem.startswith(made) and not path.stem.endswith("_8h")]
    return list(dict.fromkeys([*PAGES, *others]))


def look_at_all(browser, folder, pictures):
    for screen in SCREENS:
        for scheme in SCHEMES:
            show(browser, screen, scheme)
            for page in on_screen(folder, screen, scheme):
                for fault in look(browser, folder / f"{page}.html", scheme):
                    yield f"{page}.html, {screen}, {scheme}: {fault}"
                if pictures:
                    browser.save_screenshot(str(pictures / f"{page}-{screen}-{scheme}.png"))


def search(browser, folder):
    """Type, wait for the page among the results, follow it."""
    from selenium.common.exceptions import TimeoutException
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support import expected_conditions
    from selenium.webdriver.support.ui import WebDriverWait

    wait = WebDriverWait(browser, 20)
    show(browser, "desktop", "light")
    browser.get((folder / "index.html").as_uri())
    try:
        wait.until(expected_conditions.element_to_be_clickable((By.ID, "MSearchField"))).send_keys("ambos_st")
        wait.until(expected_conditions.frame_to_be_available_and_switch_to_it("MSearchResults"))
        wait.until(expected_conditions.element_to_be_clickable((By.LINK_TEXT, "ambos_stat"))).click()
        browser.switch_to.default_content()
        wait.until(expected_conditions.url_contains("/ambos_stat.html"))
        selected = (By.CSS_SELECTOR, "#nav-tree .selected")
        wait.until(expected_conditions.text_to_be_present_in_element(selected, "ambos_stat"))
    except TimeoutException:
        yield f"search: ambos_st does not lead to ambos_stat, but to {browser.current_url}"
    yield from (f"search: says on the console: {entry['message']}" for entry in browser.get_log("browser"))


def planted(browser):
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder, "faulty.html")
        page.write_text(FAULTY, encoding="utf-8")
        show(browser, "phone", "dark")
        said = "\n".join(look(browser, page, "dark"))
    yield from (f"a faulty page is not noticed: {word}" for word in ("wider", "is not dark", "nosuchfunction")
                if word not in said)


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    pictures = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    why = missing(folder)
    if why:
        print(f"SKIP: {why}")
        return 77
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    browser = start()
    try:
        found = [*look_at_all(browser, folder, pictures), *search(browser, folder), *planted(browser)]
    finally:
        browser.quit()
    print("\n".join(found))
    count = sum(len(on_screen(folder, screen, scheme)) for screen in SCREENS for scheme in SCHEMES)
    print(f"check_pages: {count} times a page was looked at, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
