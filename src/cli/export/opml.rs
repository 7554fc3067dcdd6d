//! OPML 2.0: an outline for each show, with the link to its page. Spotify has no feeds.

use std::io::{self, Write};

use jiff::Timestamp;
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

use crate::{
    cli::{exit::Failure, snapshot::Snapshot},
    domain::ShowSort,
    library::ShowRow,
};

pub(super) fn write(snapshot: &Snapshot, out: &mut dyn Write) -> Result<(), Failure> {
    let shows = snapshot.shows(ShowSort::Name)?;
    document(&shows, snapshot.now.timestamp(), out)?;
    Ok(writeln!(out)?)
}

fn document(shows: &[ShowRow], now: Timestamp, out: &mut dyn Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let opml = xml.create_element("opml").with_attribute(("version", "2.0"));
    opml.write_inner_content(|xml| {
        xml.create_element("head").write_inner_content(|xml| {
            xml.create_element("title").write_text_content(BytesText::new("Shows followed on Spotify"))?;
            // RFC 822, as OPML 2.0 asks.
            let created = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
            xml.create_element("dateCreated").write_text_content(BytesText::new(&created))?;
            Ok(())
        })?;
        let note = BytesText::new(" Links, not feeds: Spotify gives no feed addresses. ");
        xml.write_event(Event::Comment(note))?;
        xml.create_element("body").write_inner_content(|xml| shows.iter().try_for_each(|row| outline(row, xml)))?;
        Ok(())
    })?;
    Ok(())
}

fn outline<W: Write>(row: &ShowRow, xml: &mut Writer<W>) -> io::Result<()> {
    let name = row.show.name.as_str();
    let outline = xml.create_element("outline").with_attributes([("text", name), ("title", name)]);
    match row.show.link() {
        Some(link) => {
            let link = link.to_string();
            outline.with_attributes([("type", "link"), ("url", &link), ("htmlUrl", &link)]).write_empty()?;
        }
        // It has no page.
        None => {
            outline.write_empty()?;
        }
    }
    Ok(())
}
